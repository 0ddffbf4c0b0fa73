package dev.ventes.cli;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import reactor.core.Exceptions;

/**
 * A server that does not do what it should: which one, why, and whether it could not be reached or does not want us.
 * Never with a secret: none of the drivers puts one into its messages.
 */
public record Trouble(String server, String why, boolean reached) {
    private static final String POSTGRES = "PostgreSQL";
    private static final String KAFKA = "Kafka";
    private static final String MONGO = "MongoDB";

    public String message() {
        return server + (reached ? " refuses: " : " cannot be reached: ") + why;
    }

    public int exitCode() {
        return reached ? ExitCode.WRONG : ExitCode.UNREACHABLE;
    }

    /** Empty if the failure is not a server's. */
    public static Optional<Trouble> of(Throwable failure) {
        var cause = Exceptions.unwrap(failure);
        while (cause instanceof ExecutionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        var why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return Optional.ofNullable(
                switch (cause) {
                    case SQLException e -> new Trouble(POSTGRES, why, isRefusal(e));
                    case MongoTimeoutException e -> new Trouble(MONGO, why, false);
                    case MongoSocketException e -> new Trouble(MONGO, why, false);
                    case MongoSecurityException e -> new Trouble(MONGO, why, true);
                    case MongoCommandException e -> new Trouble(MONGO, why, true);
                    case MongoException e -> new Trouble(MONGO, why, false);
                    case AuthenticationException e -> new Trouble(KAFKA, why, true);
                    case AuthorizationException e -> new Trouble(KAFKA, why, true);
                    case RetriableException e -> new Trouble(KAFKA, why, false);
                    case TimeoutException e -> new Trouble(KAFKA, "no answer in time", false);
                    case KafkaException e
                    when e.getCause() != null ->
                        // Its constructors' own, around "no resolvable bootstrap urls".
                        new Trouble(KAFKA, e.getCause().getMessage(), false);
                    case KafkaException e -> new Trouble(KAFKA, why, true);
                    default -> null;
                });
    }

    /** The server has answered, and will say the same again. */
    private static boolean isRefusal(SQLException e) {
        var state = e.getSQLState();
        return state != null && !state.startsWith("08") && !state.startsWith("57P");
    }
}
