package dev.ventes.api.write;

import dev.ventes.api.ApiMetrics;
import dev.ventes.api.history.Versions;
import dev.ventes.api.http.Problem;
import dev.ventes.api.id.SaleIds;
import dev.ventes.api.idempotency.Creations;
import dev.ventes.api.idempotency.Creations.Creation;
import dev.ventes.api.idempotency.Hash;
import dev.ventes.api.idempotency.Reservation;
import dev.ventes.api.idempotency.Reservations;
import dev.ventes.api.read.View;
import dev.ventes.core.topic.Progress.Condition;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Creates a sale once for each idempotency key. The number and the name of the change are reserved before anything is
 * appended, and every append under the key is of that number, that name, and on the condition that nothing is there: of
 * however many appends, by whichever instance and before whichever crash, the log lets one take effect, and who comes with
 * the key again finds it by its name. Any event loop.
 */
public final class CreatingOnce {
    private static final int ID_TRIES = 5;

    private final Reservations reservations;
    private final SaleIds ids;
    private final Creations creations;
    private final ApiMetrics metrics;

    public CreatingOnce(Reservations reservations, SaleIds ids, View view, Versions versions, ApiMetrics metrics) {
        this.reservations = reservations;
        this.ids = ids;
        this.creations = new Creations(view, versions);
        this.metrics = metrics;
    }

    /** Appends the sale under this number and with a change of this name, as of that time, where nothing is there. */
    @FunctionalInterface
    interface Append {
        Future<Written> append(long id, String event, Instant now);
    }

    /**
     * Fails with a problem if the key was used for another body, and with MongoDB's failure before anything is appended.
     *
     * @param body what the caller sent
     */
    Future<Written> create(Optional<String> caller, String key, Map<String, Object> body, Append append) {
        var name = Hash.of(caller, key);
        var content = Hash.of(body);
        return reservations
                .find(name)
                .compose(found -> found.map(reserved -> again(reserved, content, append))
                        .orElseGet(() -> first(name, content, append)));
    }

    private Future<Written> first(String name, String content, Append append) {
        return ids.next().compose(id -> {
            var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            var wanted = new Reservation(name, content, id, event(), now);
            return reservations
                    .reserve(wanted)
                    .compose(reserved -> reserved.event().equals(wanted.event())
                            ? append(reserved, append, ID_TRIES)
                            : again(reserved, content, append));
        });
    }

    private Future<Written> again(Reservation reserved, String content, Append append) {
        if (!reserved.body().equals(content)) {
            return Future.failedFuture(Problem.of(
                    Problem.Type.IDEMPOTENCY_KEY_REUSED,
                    "The Idempotency-Key stands for another sale than this body. Nothing was created."));
        }
        return creations
                .of(reserved)
                .compose(creation -> creation instanceof Creation.Ours ours
                        ? Future.succeededFuture(new Written.Repeated(ours.version()))
                        : append(reserved, append, ID_TRIES));
    }

    private Future<Written> append(Reservation reserved, Append append, int tries) {
        return append.append(reserved.sale(), reserved.event(), reserved.created())
                .compose(written -> switch (written) {
                    case Written.Applied applied
                    when !applied.sale().sync().eventId().equals(reserved.event()) -> asCreated(reserved, applied);
                    case Written.Refused refused
                    when refused.condition() == Condition.TAKEN -> taken(reserved, append, tries, refused);
                    default -> Future.succeededFuture(written);
                });
    }

    /** Somebody has changed it since; the next answer under the key will be what it was created as, and so is this one. */
    private Future<Written> asCreated(Reservation reserved, Written.Applied applied) {
        return creations
                .of(reserved)
                .map(creation ->
                        creation instanceof Creation.Ours ours ? new Written.Repeated(ours.version()) : applied);
    }

    private Future<Written> taken(Reservation reserved, Append append, int tries, Written.Refused refused) {
        return creations.of(reserved).compose(creation -> switch (creation) {
            case Creation.Ours ours -> Future.succeededFuture(new Written.Repeated(ours.version()));
            case Creation.NotKnown lost ->
                Future.succeededFuture(new Written.Unknown(
                        reserved.sale(), "The history does not tell who created sale " + reserved.sale() + "."));
            case Creation.Anothers other ->
                tries == 1 ? Future.succeededFuture(refused) : renumbered(reserved, append, tries);
        });
    }

    private Future<Written> renumbered(Reservation reserved, Append append, int tries) {
        metrics.idTaken();
        return ids.skip(reserved.sale())
                .compose(skipped -> ids.next())
                .compose(id -> reservations.renumber(reserved, id, event()))
                .compose(other -> append(other, append, tries - 1));
    }

    private static String event() {
        return UUID.randomUUID().toString();
    }
}
