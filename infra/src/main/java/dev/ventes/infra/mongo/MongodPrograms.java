package dev.ventes.infra.mongo;

import de.flapdoodle.embed.mongo.distribution.Version;
import de.flapdoodle.embed.mongo.transitions.Mongod;
import de.flapdoodle.embed.process.archives.ExtractedFileSet;
import de.flapdoodle.reverse.StateID;
import dev.ventes.infra.CacheFolder;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a mongod program may be found: named by MONGOD, on the PATH, downloaded before, or to be had from its maker. */
final class MongodPrograms {
    private static final Logger LOG = LoggerFactory.getLogger(MongodPrograms.class);

    private static final Version DOWNLOADED_VERSION = Version.V8_0_5;
    private static final String CACHE_ENTRY = "mongod-" + DOWNLOADED_VERSION.asInDownloadPath();
    private static final URI MAKER = URI.create("https://fastdl.mongodb.org/");
    private static final int PATIENCE_MILLIS = 3_000;

    private MongodPrograms() {}

    static Optional<Path> installed() {
        Stream<Path> named = Stream.ofNullable(System.getenv("MONGOD")).map(Path::of);
        Stream<Path> onPath = Stream.ofNullable(System.getenv("PATH"))
                .flatMap(Pattern.compile(File.pathSeparator)::splitAsStream)
                .map(folder -> Path.of(folder, "mongod"));
        Stream<Path> downloaded = CacheFolder.existing(CACHE_ENTRY).map(folder -> folder.resolve("mongod")).stream();
        return Stream.of(named, onPath, downloaded)
                .flatMap(candidates -> candidates)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Empty when it cannot be had; says why in the log. */
    static Optional<Path> download() {
        try {
            // The downloader itself would wait for minutes where a firewall swallows the attempt.
            var connection = MAKER.toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.connect();
        } catch (IOException unreachable) {
            LOG.info("MongoDB cannot be downloaded: {} does not answer", MAKER);
            return Optional.empty();
        }
        try {
            LOG.info("downloading MongoDB {}, once", DOWNLOADED_VERSION.asInDownloadPath());
            return Optional.of(
                    CacheFolder.entry(CACHE_ENTRY, MongodPrograms::downloadInto).resolve("mongod"));
        } catch (RuntimeException failed) {
            LOG.warn("MongoDB cannot be downloaded: {}", failed.getMessage());
            return Optional.empty();
        }
    }

    private static void downloadInto(Path folder) throws IOException {
        var walker = Mongod.instance().transitions(DOWNLOADED_VERSION).walker();
        try (var extracted = walker.initState(StateID.of(ExtractedFileSet.class))) {
            Files.copy(extracted.current().executable(), folder.resolve("mongod"), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
