package dev.ventes.infra.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ventes.infra.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaProcessIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    /** Says what its environment tells it to, ends cleanly on SIGTERM, and starts a child of its own when asked. */
    static final class Parrot {
        public static void main(String[] arguments) throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("goodbye")));
            if (arguments.length > 0) {
                var child = JavaProcess.start(Parrot.class, Map.of("WORD", "child"), List.of(), Path.of(arguments[0]));
                child.awaitSaid("child", LIMIT);
                System.out.println("child is " + child.pid() + ".");
            }
            System.out.println(System.getenv("WORD"));
            new CountDownLatch(1).await();
        }
    }

    @Test
    void runsWithItsEnvironmentAndEndsCleanlyWhenTerminated() {
        try (var parrot = start("hello")) {
            parrot.awaitSaid("hello", LIMIT);

            assertThat(parrot.terminate()).isEqualTo(128 + 15);

            assertThat(parrot.said()).contains("goodbye");
        }
    }

    @Test
    void aKillLeavesNoTimeForGoodbyes() {
        try (var parrot = start("hello")) {
            parrot.awaitSaid("hello", LIMIT).kill();

            assertThat(parrot.isAlive()).isFalse();
            assertThat(parrot.said()).doesNotContain("goodbye");
        }
    }

    @Test
    void standsStillWhilePaused() {
        try (var parrot = start("hello")) {
            parrot.awaitSaid("hello", LIMIT).pause();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(state(parrot.pid())).isEqualTo("T"));

            parrot.resume();

            Awaitility.await()
                    .untilAsserted(() -> assertThat(state(parrot.pid())).isNotEqualTo("T"));
        }
    }

    @Test
    void aProcessThatEndsInsteadOfSpeakingIsReportedWithWhatItSaid() {
        try (var parrot = JavaProcess.start(
                Parrot.class, List.of("/no/such/folder/log"), Map.of(), List.of("-XX:NoSuchFlag=1"), log())) {
            assertThatThrownBy(() -> parrot.awaitSaid("hello", LIMIT))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("NoSuchFlag");
        }
    }

    @Test
    void childrenDieWithAKilledParent() {
        Path childLog = folder.resolve("child.log");
        try (var parent = JavaProcess.start(
                Parrot.class, List.of(childLog.toString()), Map.of("WORD", "parent"), List.of(), log())) {
            parent.awaitSaid("parent", LIMIT);
            String said = parent.said();
            long child = Long.parseLong(said.substring(said.indexOf("child is ") + 9, said.indexOf(".\n")));
            assertThat(ProcessHandle.of(child)).isPresent();

            parent.kill();

            Awaitility.await()
                    .untilAsserted(() -> assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive))
                            .isEmpty());
        }
    }

    private JavaProcess start(String word) {
        return JavaProcess.start(Parrot.class, Map.of("WORD", word), List.of(), log());
    }

    private Path log() {
        return folder.resolve("parrot.log");
    }

    private static String state(long pid) throws IOException {
        String status = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return status.substring(status.indexOf(") ") + 2).substring(0, 1);
    }
}
