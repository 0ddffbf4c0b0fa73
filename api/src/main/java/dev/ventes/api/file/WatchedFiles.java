package dev.ventes.api.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every two seconds whether files have changed, on a thread of its own, and hands them over together when they
 * have. By their text: a mounted secret is exchanged by a link, of which a file system tells nobody. What is refused
 * is said once, and tried again, since a certificate may only become valid; until then, what was taken last stays.
 */
public final class WatchedFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final List<Path> files;
    private final Taking taking;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "watched-files"));
    private List<String> seen;
    private boolean taken = true;

    /** Takes the files' texts, in their order. */
    @FunctionalInterface
    public interface Taking {
        /** Throws, without a word of what is in them, if they cannot be used. */
        void take(List<String> texts) throws Exception;
    }

    private WatchedFiles(List<Path> files, List<String> seen, Taking taking) {
        this.files = List.copyOf(files);
        this.seen = seen;
        this.taking = taking;
    }

    /**
     * Hands the files over, and again whenever they have changed.
     *
     * @throws Exception if they cannot be used now
     */
    public static WatchedFiles watch(List<Path> files, Taking taking) throws Exception {
        var texts = read(files);
        taking.take(texts);
        var watched = new WatchedFiles(files, texts, taking);
        var unused = watched.thread.scheduleWithFixedDelay(
                watched::look, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return watched;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look() {
        List<String> texts;
        try {
            texts = read(files);
        } catch (IOException | RuntimeException unreadable) {
            texts = List.of();
        }
        var known = texts.equals(seen);
        if (known && taken) {
            return;
        }
        seen = texts;
        try {
            if (texts.isEmpty()) {
                throw new IOException("cannot be read");
            }
            taking.take(texts);
            taken = true;
            LOG.atInfo().addKeyValue("files", files).log("changed files were taken");
        } catch (Exception refused) {
            taken = false;
            if (!known) {
                LOG.atError()
                        .addKeyValue("files", files)
                        .addKeyValue("cause", refused.getMessage())
                        .log("changed files were refused; those that were taken last stay");
            }
        }
    }

    private static List<String> read(List<Path> files) throws IOException {
        var texts = new ArrayList<String>();
        for (var file : files) {
            texts.add(Files.readString(file, StandardCharsets.UTF_8));
        }
        return texts;
    }
}
