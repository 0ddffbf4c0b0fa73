package dev.ventes.api.http;

import com.mongodb.MongoException;
import dev.ventes.api.sale.Violation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the caller is told when a request fails: the one place where that is decided. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final Duration SOON = Duration.ofSeconds(2);

    private Failures() {}

    /**
     * The problem to tell.
     *
     * @param failure null where the router has a status only
     */
    public static Problem problem(Throwable failure, int status) {
        return switch (failure) {
            case Problem problem -> problem;
            case CompletionException wrapped when wrapped.getCause() != null -> problem(wrapped.getCause(), status);
            case MongoException unavailable -> {
                LOG.atWarn().addKeyValue("cause", unavailable.getMessage()).log("MongoDB did not answer");
                yield Problem.unavailable("The view cannot be read at the moment.", SOON);
            }
            case null -> ofStatus(status);
            default -> {
                if (status >= 400 && status < 500) {
                    yield ofStatus(status);
                }
                LOG.atError().setCause(failure).log("a request failed");
                yield Problem.of(Problem.Type.INTERNAL, "The request could not be answered. The log says why.");
            }
        };
    }

    private static Problem ofStatus(int status) {
        if (status < 0) {
            // The router could not even read the path.
            return Problem.invalid(List.of(new Violation("path", "percent-encoded as a URL is")));
        }
        return switch (Problem.Type.of(status)) {
            case NOT_FOUND -> Problem.of(Problem.Type.NOT_FOUND, "There is nothing at this path.");
            case METHOD_NOT_ALLOWED -> Problem.of(Problem.Type.METHOD_NOT_ALLOWED, "See the header Allow.");
            // Whatever else is forbidden says so itself.
            case FORBIDDEN -> Problem.of(Problem.Type.FORBIDDEN, "Pages of this origin may not call the API.");
            case TOO_LARGE -> Problem.of(Problem.Type.TOO_LARGE, "The body is larger than is taken here.");
            case Problem.Type type -> Problem.of(type, "HTTP " + status + ".");
        };
    }
}
