package dev.ventes.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServersIT {
    @TempDir
    private Path folder;

    @Test
    void allRunAfterStartAndNoneAfterCloseHoweverOftenItIsCalled() throws Exception {
        Servers servers = Servers.start(folder, Servers.Ports.FREE, Passwords.keptIn(folder));
        try (servers) {
            assertThat(servers.postgres().connect().isValid(5)).isTrue();
            assertThat(servers.describe())
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line).contains(":"));
            assertThat(Port.isFree(servers.kafka().port())).isFalse();
        }
        servers.close();

        assertThat(servers.postgres().isRunning()).isFalse();
        assertThat(Port.isFree(servers.kafka().port())).isTrue();
        assertThat(Passwords.keptIn(folder)).isEqualTo(Passwords.keptIn(folder));
    }

    @Test
    void whenOneCannotStartNoneIsLeftRunning() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var ports = new Servers.Ports(Port.free(), taken.getLocalPort(), Port.free());

            assertThatThrownBy(() -> Servers.start(folder, ports, new Passwords("a", "b")))
                    .isInstanceOfSatisfying(
                            PortTakenException.class,
                            e -> assertThat(e.server()).isEqualTo("Kafka"));

            assertThat(Port.isFree(ports.postgres())).isTrue();
            assertThat(Port.isFree(ports.mongo())).isTrue();
        }
    }
}
