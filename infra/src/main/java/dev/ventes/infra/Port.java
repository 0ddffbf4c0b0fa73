package dev.ventes.infra;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Chooses and checks ports on the loopback address. Free ports come from below the range that systems use for outgoing
 * connections: while a server is down, a client that keeps trying to reach it could otherwise be given that very port
 * for its own end, and the server could never come back. A port is handed out once per JVM.
 */
public final class Port {
    private static final int FIRST = 16_384;
    private static final int COUNT = 16_384;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private Port() {}

    /** The wanted port, or a free one for 0. */
    public static int choose(int wanted) {
        return wanted != 0 ? wanted : free();
    }

    public static int free() {
        for (int attempt = 0; attempt < COUNT; attempt++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new ServerException("no free port between " + FIRST + " and " + (FIRST + COUNT - 1));
    }

    public static void requireFree(String server, int port) {
        if (!isFree(port)) {
            throw new PortTakenException(server, port);
        }
    }

    static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            // Connections of a server that was just stopped linger in TIME_WAIT and are no obstacle.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
