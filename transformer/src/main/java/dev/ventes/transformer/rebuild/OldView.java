package dev.ventes.transformer.rebuild;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleCodec;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.ViewCollections;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.RawBsonDocument;
import reactor.core.publisher.Flux;

/** The view that is there, as far as a rebuild asks it: its markers, and what it shows. It may be damaged. */
record OldView(ViewCollections view) {
    private static final int PAGE = 5000;
    private static final SaleCodec CODEC = new SaleCodec();

    /** All markers, page by page; what is none of ours is passed over. */
    void markers(Consumer<List<SaleDocument>> reader) {
        var last = Long.MIN_VALUE;
        for (var page = page(last); !page.isEmpty(); page = page(last)) {
            last = page.getLast().getNumber("_id").longValue();
            reader.accept(page.stream().flatMap(OldView::marker).toList());
        }
    }

    private List<RawBsonDocument> page(long after) {
        return Flux.from(view.ventes()
                        .withDocumentClass(RawBsonDocument.class)
                        .find(Filters.and(Filters.gt("_id", after), Filters.exists("_sync.deleted")))
                        .sort(Sorts.ascending("_id"))
                        .limit(PAGE))
                .collectList()
                .blockOptional()
                .orElse(List.of());
    }

    private static Stream<SaleDocument> marker(RawBsonDocument document) {
        try {
            var sale = document.decode(CODEC);
            return sale.deleted() ? Stream.of(sale) : Stream.empty();
        } catch (RuntimeException notOurs) {
            return Stream.empty();
        }
    }

    /** The positions of these sales. */
    Map<Long, Position> positions(Collection<Long> ids) {
        var positions = new HashMap<Long, Position>();
        Flux.from(view.ventes()
                        .withDocumentClass(Document.class)
                        .find(Filters.in("_id", ids))
                        .projection(Projections.include("_sync.epoch", "_sync.offset")))
                .doOnNext(document -> {
                    var sync = document.get("_sync");
                    if (sync instanceof Document place
                            && place.get("epoch") instanceof Long epoch
                            && place.get("offset") instanceof Long offset) {
                        positions.put(((Number) document.get("_id")).longValue(), new Position(epoch, offset));
                    }
                })
                .then()
                .block();
        return positions;
    }
}
