package dev.ventes.api.write;

import dev.ventes.api.sale.ETag;
import dev.ventes.core.topic.Progress.Condition;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.SaleVersion;
import java.util.Optional;

/** How a write ended. */
sealed interface Written {
    /** It is in the view. */
    record Applied(SaleDocument sale) implements Written {}

    /** It was made before, under the same idempotency key, as this version. */
    record Repeated(SaleVersion version) implements Written {}

    /**
     * It is on the log, and the view was not waited for any longer.
     *
     * @param position its place there; empty where the log's epoch is not known yet
     */
    record Accepted(long id, Optional<ETag> position) implements Written {}

    /** Its condition did not hold at its place in the log: nothing was changed. */
    record Refused(Condition condition) implements Written {}

    /** It cannot be applied by anybody. */
    record Rejected(String reason) implements Written {}

    /** Nothing left this process. */
    record Unavailable(String why) implements Written {}

    /** Nothing left this process: the log might lose it before the view has it. */
    record Behind(String why) implements Written {}

    /** Larger than a record of the log may be. */
    record TooLarge() implements Written {}

    /** It may have been made, or may yet be. */
    record Unknown(long id, String why) implements Written {}

    /** As the metrics call it. */
    default String label() {
        return switch (this) {
            case Applied applied -> "applied";
            case Repeated repeated -> "repeated";
            case Accepted accepted -> "accepted";
            case Refused refused ->
                switch (refused.condition()) {
                    case NOT_THERE -> "not_there";
                    case TAKEN -> "taken";
                    case OTHER_VERSION -> "other_version";
                };
            case Rejected rejected -> "rejected";
            case Unavailable unavailable -> "unavailable";
            case Behind behind -> "behind";
            case TooLarge large -> "too_large";
            case Unknown unknown -> "unknown";
        };
    }
}
