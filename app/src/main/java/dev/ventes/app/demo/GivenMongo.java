package dev.ventes.app.demo;

import dev.ventes.infra.Port;
import dev.ventes.infra.PortTakenException;
import dev.ventes.infra.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A MongoDB of the user's, named by MONGODB_URI. Who starts the demo from a shell that has sourced the file of an earlier
 * run has that variable, too, and means no server at all: then it names one that the demo itself had started.
 */
final class GivenMongo {
    private static final Pattern STARTED_HERE =
            Pattern.compile("mongodb://" + Pattern.quote(Server.HOST) + ":(\\d{1,5})(/\\?directConnection=true)?");

    private GivenMongo() {}

    /** Empty where the demo is to start one. */
    static Optional<String> uri(Map<String, String> environment, Path earlierRun) throws IOException {
        var uri = environment.getOrDefault("MONGODB_URI", "");
        return uri.isBlank() || isStartedHere(uri, earlierRun) ? Optional.empty() : Optional.of(uri);
    }

    private static boolean isStartedHere(String uri, Path earlierRun) throws IOException {
        var form = STARTED_HERE.matcher(uri);
        if (!form.matches() || !ShellEnvironment.isIn(earlierRun, "MONGODB_URI", uri)) {
            return false;
        }
        try {
            Port.requireFree("MongoDB", Integer.parseInt(form.group(1)));
            return true;
        } catch (PortTakenException alive) {
            return false;
        }
    }
}
