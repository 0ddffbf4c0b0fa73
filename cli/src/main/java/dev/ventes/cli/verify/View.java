package dev.ventes.cli.verify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.view.SaleCodec;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import dev.ventes.core.view.ViewCollections;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** MongoDB's side: what the view says of PostgreSQL's rows. */
final class View {
    private static final int BATCH = 2_000;
    private static final SaleCodec CODEC = new SaleCodec();

    private final MongoCollection<RawBsonDocument> sales;
    private final MongoCollection<Document> partitions;
    private final TableColumns columns;

    View(ViewCollections collections, TableColumns columns) {
        this.sales = collections.ventes().withDocumentClass(RawBsonDocument.class);
        this.partitions = collections.partitions();
        this.columns = columns;
    }

    /** What one document says of PostgreSQL's row. */
    sealed interface Said {
        long id();

        /** The row as PostgreSQL had it last: the document itself, or what it keeps where the API changed the sale. */
        record Held(SaleRow row, boolean edited, long lsn) implements Said {
            @Override
            public long id() {
                return row.id();
            }
        }

        /** Nothing: a sale of the API's own, or one that PostgreSQL deleted. */
        record Nothing(long id, boolean apiAlone) implements Said {}

        /** It was not written by Ventes. */
        record Unreadable(long id, String why) implements Said {}
    }

    private Said said(RawBsonDocument document) {
        var id = document.getNumber("_id").longValue();
        SaleDocument sale;
        try {
            sale = document.decode(CODEC);
        } catch (RuntimeException notOurs) {
            return new Said.Unreadable(id, notOurs.getMessage());
        }
        var sync = sale.sync();
        if (sync.base() != null) {
            return new Said.Held(columns.ofBase(id, sync.base()), true, sync.lsn());
        }
        if (sync.source() == Sync.Source.POSTGRES && !sale.deleted()) {
            return new Said.Held(columns.ofView(id, sale.columns(), sale.montantTotal()), false, sync.lsn());
        }
        return new Said.Nothing(id, sync.source() == Sync.Source.API && !sale.deleted());
    }

    /** All documents of the range in the order of their ids. */
    void read(Ids ids, Consumer<Said> reader) {
        Flux.from(sales.find(range(ids)).sort(Sorts.ascending("_id")).batchSize(BATCH))
                .map(this::said)
                .doOnNext(reader)
                .then()
                .block();
    }

    Map<Long, Said> of(Collection<Long> ids) {
        var found = new HashMap<Long, Said>();
        Flux.from(sales.find(Filters.in("_id", ids)).batchSize(BATCH))
                .map(this::said)
                .doOnNext(said -> found.put(said.id(), said))
                .then()
                .block();
        return found;
    }

    /** The id of the {@code rows}-th document of the range, if it has as many. */
    OptionalLong idOf(Ids ids, int rows) {
        return Mono.from(sales.find(range(ids))
                        .projection(Projections.include("_id"))
                        .sort(Sorts.ascending("_id"))
                        .skip(rows - 1)
                        .limit(1))
                .map(document -> OptionalLong.of(document.getNumber("_id").longValue()))
                .defaultIfEmpty(OptionalLong.empty())
                .block();
    }

    private static Bson range(Ids ids) {
        return Filters.and(Filters.gt("_id", ids.after()), Filters.lte("_id", ids.to()));
    }

    /** How far the view has come in each partition of the topic with this id; elsewhere nowhere. */
    Map<Integer, Long> offsets(String topicId) {
        return Flux.from(partitions.find())
                .filter(partition -> topicId.equals(partition.getString("topic")))
                .collectMap(partition -> partition.getInteger("_id"), partition -> partition.getLong("offset"))
                .block();
    }
}
