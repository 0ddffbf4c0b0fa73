package dev.ventes.api.history;

import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleVersion;
import java.util.Optional;

/**
 * Where a sale's readable history begins.
 *
 * @param newest its newest version, where that is not among those below
 * @param below all older ones are below this position
 */
record Known(Optional<SaleVersion> newest, Position below) {
    /** The present version, which is no matter of the past. */
    static Known present(SaleVersion version) {
        return new Known(Optional.of(version), version.position());
    }

    /** A version that is itself among those of the past. */
    static Known past(SaleVersion version) {
        var position = version.position();
        return new Known(Optional.empty(), new Position(position.epoch(), position.offset() + 1));
    }
}
