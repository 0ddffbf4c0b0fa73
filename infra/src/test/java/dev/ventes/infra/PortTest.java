package dev.ventes.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortTest {
    @Test
    void freePortsDifferAndAreNoneThatOutgoingConnectionsGet() {
        assertThat(Stream.generate(Port::free).limit(100).toList())
                .doesNotHaveDuplicates()
                .allSatisfy(port -> assertThat(port).isBetween(1024, 32_767));
    }

    @Test
    void aTakenPortIsRefusedWithItsServerAndNumber() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> Port.requireFree("PostgreSQL", port))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessage("PostgreSQL cannot start: port " + port + " is taken");
        }
    }
}
