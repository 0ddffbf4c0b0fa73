package dev.ventes.core.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** {@code ventes.management.*}: where metrics and health are served. */
public record ManagementConfig(String host, int port) {
    /** Reads the section; each service has a default port of its own. */
    public static ManagementConfig read(Settings settings, int defaultPort) {
        var host = openly(settings, "ventes.management");
        return new ManagementConfig(host, settings.port("ventes.management.port", defaultPort));
    }

    /**
     * The address of {@code section}, which has no authentication: beyond loopback it must be asked for in so many
     * words.
     */
    public static String openly(Settings settings, String section) {
        return address(settings, section, false, "");
    }

    /**
     * As above, where there may be authentication.
     *
     * @param authenticated whether there is: then any address will do
     * @param how what else would do, in words; empty if nothing
     */
    public static String address(Settings settings, String section, boolean authenticated, String how) {
        var host = settings.text(section + ".host", "127.0.0.1");
        var meant = settings.flag(section + ".allow-unauthenticated", false);
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress() && !meant && !authenticated) {
                settings.fault(
                        section + ".host",
                        host,
                        "is open to others without authentication; " + how + "if that is meant, set " + section
                                + ".allow-unauthenticated=true");
            }
        } catch (UnknownHostException unknown) {
            settings.fault(section + ".host", host, "no such host");
        }
        return host;
    }

    /** Whether only this machine gets there. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
