package dev.ventes.app.kill;

import dev.ventes.infra.Server;
import dev.ventes.infra.ServerException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A server, killed or stopped, and started again on the same port and folder.
 *
 * @param kill empty where the server cannot be killed from here
 */
record ServerTarget(String component, Server server, Optional<Runnable> kill) implements Target {
    @Override
    public String name() {
        return component;
    }

    @Override
    public Set<Fault> faults() {
        return kill.isPresent() ? Set.of(Fault.KILL, Fault.RESTART) : Set.of(Fault.RESTART);
    }

    @Override
    public void strike(Fault fault, Duration down) {
        if (fault == Fault.KILL) {
            kill.orElseThrow().run();
        } else {
            server.stop();
        }
        Pause.of(down);
        try {
            server.start();
        } catch (ServerException late) {
            // A busy machine may need longer than a server is given; what has begun to start is not started twice.
            server.start();
        }
    }
}
