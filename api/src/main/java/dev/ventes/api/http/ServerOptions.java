package dev.ventes.api.http;

import dev.ventes.api.ApiConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Vert.x's side of the limits. */
public final class ServerOptions {
    private static final int STREAMS_OF_A_CONNECTION = 100;

    private ServerOptions() {}

    /**
     * Those of one server.
     *
     * @param port negative for any that is free
     * @param tls empty for plain HTTP
     */
    public static HttpServerOptions of(ApiConfig.Http config, int port, Optional<ServerSSLOptions> tls) {
        var limits = config.limits();
        var options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(port)
                .setMaxHeaderSize(limits.maxHeader())
                .setMaxInitialLineLength(limits.maxUrl())
                // Nobody needs it, silent connections would not be counted, and proxies have been led past their rules
                // by it.
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) limits.idle().toMillis())
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(STREAMS_OF_A_CONNECTION)
                        .setMaxHeaderListSize(limits.maxHeader()))
                .setCompressionSupported(true);
        tls.ifPresent(ssl -> options.setSsl(true)
                .setKeyCertOptions(ssl.getKeyCertOptions())
                .setUseAlpn(ssl.isUseAlpn())
                .setEnabledSecureTransportProtocols(ssl.getEnabledSecureTransportProtocols()));
        return options;
    }
}
