package dev.ventes.app.demo;

import dev.ventes.app.live.Screen;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.config.LogConfig;
import dev.ventes.core.service.Logging;
import dev.ventes.infra.ServerException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code mvn -Pdemo}. Exit codes: 0 after Ctrl-C or SIGTERM and a clean stop, 2 for what the user can mend by another
 * setting, 1 for anything else.
 */
final class DemoMain {
    private static final Logger LOG = LoggerFactory.getLogger(DemoMain.class);
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private DemoMain() {}

    public static void main(String[] arguments) throws Exception {
        Logging.configure(LogConfig.DEFAULT);
        var screen = Screen.ofProcess();
        try {
            var options = DemoOptions.read(System.getProperties(), System.getenv());
            run(options, DemoFolder.open(options.folder()), screen);
        } catch (Configuration.Faults faults) {
            faults.lines().forEach(fault -> screen.line("! " + fault));
            System.exit(2);
        }
    }

    private static void run(DemoOptions options, DemoFolder folder, Screen screen) throws InterruptedException {
        DemoLogging.configure(folder.log(), screen);
        var demo = new Demo(options, folder, screen);
        var exitCode = new AtomicInteger();
        // The JVM would exit with 130 or 143 after a signal although everything was stopped cleanly.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> Runtime.getRuntime().halt(stops(demo, screen) ? exitCode.get() : 1), "shutdown"));
        options.endsWith().ifPresent(DemoMain::endWith);
        try {
            demo.start();
            demo.ended().get();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (!demo.closed()) {
                exitCode.set(tell(e instanceof ExecutionException ? e.getCause() : e, screen));
                System.exit(exitCode.get());
            }
        }
    }

    /** Whoever ends Maven, in whatever way, means the demo. */
    private static void endWith(ProcessHandle maven) {
        Thread.ofPlatform().daemon().name("ends-with").start(() -> {
            maven.onExit().join();
            System.exit(0);
        });
    }

    /** The exit code that it deserves. */
    private static int tell(Throwable failure, Screen screen) {
        switch (failure) {
            case Configuration.Faults faults -> {
                faults.lines().forEach(fault -> screen.line("! " + fault));
                if (faults.lines().stream().noneMatch(fault -> fault.contains("is taken"))) {
                    screen.line("mvn -Pservers starts the servers alone, to mend their data;"
                            + " -Dventes.fresh begins without it.");
                }
                return 2;
            }
            case ServerException known -> screen.line("! " + known.getMessage());
            default -> LOG.error("{}", failure.getMessage(), failure);
        }
        return 1;
    }

    private static boolean stops(Demo demo, Screen screen) {
        screen.line("Stopping …");
        try {
            CompletableFuture.runAsync(demo::close).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            screen.status("");
            screen.line("Stopped. The data stays in " + demo.folder() + "; mvn -Pdemo goes on with it.");
            return true;
        } catch (Exception late) {
            LOG.error("did not stop within {} s", PATIENCE.toSeconds(), late);
            return false;
        }
    }
}
