package dev.ventes.core.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code ventes.management.*}: where metrics and health are served, and how the instance tells its status.
 *
 * @param instance what it is called; if nothing is said, by its host's name and this port
 * @param statusInterval how often it tells
 */
public record ManagementConfig(String host, int port, Optional<String> instance, Duration statusInterval) {
    private static final Duration STATUS_INTERVAL = Duration.ofSeconds(2);
    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9._:-]{1,100}");

    public ManagementConfig(String host, int port) {
        this(host, port, Optional.empty(), STATUS_INTERVAL);
    }

    /** Reads the section; each service has a default port of its own. */
    public static ManagementConfig read(Settings settings, int defaultPort) {
        var host = openly(settings, "ventes.management");
        var instance = settings.given("ventes.management.instance");
        instance.filter(name -> !INSTANCE.matcher(name).matches())
                .ifPresent(name -> settings.fault(
                        "ventes.management.instance", name, "must be up to 100 letters, digits, '.', '_', ':' or '-'"));
        return new ManagementConfig(
                host,
                settings.port("ventes.management.port", defaultPort),
                instance,
                settings.time(
                        "ventes.management.status-interval",
                        STATUS_INTERVAL,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(10)));
    }

    /**
     * What the instance is called among those of its service, also after a restart.
     *
     * @param port where its management listens
     */
    public String instance(int port) {
        return instance.orElseGet(() -> hostName() + ":" + port);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
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
