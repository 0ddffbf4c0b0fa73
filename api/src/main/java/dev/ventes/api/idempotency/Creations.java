package dev.ventes.api.idempotency;

import dev.ventes.api.history.Versions;
import dev.ventes.api.read.View;
import dev.ventes.core.log.Op;
import dev.ventes.core.view.SaleVersion;
import io.vertx.core.Future;
import java.util.ArrayList;

/** Whether what was reserved has been created: by the name of the change, in the sale's document or its history. */
public final class Creations {
    private final View view;
    private final Versions versions;

    public Creations(View view, Versions versions) {
        this.view = view;
        this.versions = versions;
    }

    /** How the number that was reserved is used. */
    public sealed interface Creation {
        /** By what was reserved; the version that it was created as. */
        record Ours(SaleVersion version) implements Creation {}

        /** By another sale. */
        record Anothers() implements Creation {}

        /** Not as far as is known: it is free, or the history does not reach back to the sale's creation. */
        record NotKnown() implements Creation {}
    }

    /** The document first: a version that it shows no more is in the history by then. */
    public Future<Creation> of(Reservation reservation) {
        return view.find(reservation.sale())
                .compose(found -> versions.creations(reservation.sale()).map(past -> {
                    var creations = new ArrayList<>(past);
                    found.map(sale -> SaleVersion.of(sale, null))
                            .filter(version -> version.made().op() == Op.CREATE)
                            .ifPresent(creations::add);
                    return creations.stream()
                            .filter(version -> version.made().eventId().equals(reservation.event()))
                            .findFirst()
                            .<Creation>map(Creation.Ours::new)
                            .orElse(creations.isEmpty() ? new Creation.NotKnown() : new Creation.Anothers());
                }));
    }
}
