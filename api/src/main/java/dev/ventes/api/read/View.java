package dev.ventes.api.read;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.EstimatedDocumentCountOptions;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.api.sale.Fields;
import dev.ventes.api.sale.Row;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.ViewCollections;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.codecs.configuration.CodecRegistries;

/** The sales in MongoDB, as the API reads them: primary and majority, results on the caller's event loop. */
public final class View {
    /** No page takes so long; whoever asked has gone. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final ViewCollections collections;
    private final MongoCollection<SaleDocument> sales;
    private final MongoCollection<Row> rows;

    public View(ViewCollections collections) {
        this.collections = collections;
        this.sales = collections.ventes();
        this.rows = sales.withDocumentClass(Row.class)
                .withCodecRegistry(CodecRegistries.fromRegistries(
                        CodecRegistries.fromCodecs(new RowCodec()), sales.getCodecRegistry()));
    }

    /** The sale, or the marker that it left. */
    public Future<Optional<SaleDocument>> find(long id) {
        return Reply.first(sales.find(eq("_id", id)).limit(1));
    }

    /** Those of the sales that are there, and the markers, in no order. */
    public Future<List<SaleDocument>> find(Collection<Long> ids) {
        return Reply.all(sales.find(in("_id", ids)).limit(ids.size()).batchSize(ids.size()));
    }

    /** The sales at a place in the list, at most {@code limit}; from its beginning if there is no place. */
    Future<Page> page(Listing listing, Optional<Cursor> from, int limit, Fields fields) {
        // One sale more than the page holds says whether there is another page.
        return fill(new ArrayList<>(), listing, listing.stretches(from), limit + 1, fields)
                .map(found -> Page.of(found, from, limit, listing.sort()));
    }

    /** How many sales the list has; fails if that takes longer than said. */
    Future<Long> count(Listing listing, Duration patience) {
        return count(listing.all(), 0, patience)
                .compose(all -> listing.markers()
                        .map(markers -> count(markers, 0, patience))
                        .orElse(Future.succeededFuture(0L))
                        .map(markers -> all - markers));
    }

    /** The same, but counts no further than to {@code most}. */
    Future<Long> countUpTo(int most, Listing listing, Duration patience) {
        return count(listing.all(), most, patience);
    }

    /** How many sales there are, as MongoDB remembers it without counting; markers included. */
    public Future<Long> roughCount() {
        return Reply.first(sales.estimatedDocumentCount(
                        new EstimatedDocumentCountOptions().maxTime(LONGEST.toMillis(), TimeUnit.MILLISECONDS)))
                .map(Optional::orElseThrow);
    }

    /** The highest id that any sale has or had. */
    public Future<Optional<Long>> highestId() {
        var ids = sales.withDocumentClass(Document.class);
        return Reply.first(ids.find()
                        .projection(include("_id"))
                        .sort(descending("_id"))
                        .limit(1))
                .map(found -> found.map(document -> document.getLong("_id")));
    }

    public Future<Void> ping() {
        return Reply.first(collections.database().runCommand(new Document("ping", 1)))
                .mapEmpty();
    }

    private Future<Long> count(Listing.Counted counted, int most, Duration patience) {
        var options =
                new CountOptions().hint(counted.hint()).limit(most).maxTime(patience.toMillis(), TimeUnit.MILLISECONDS);
        return Reply.first(sales.countDocuments(counted.filter(), options)).map(Optional::orElseThrow);
    }

    private Future<List<Row>> fill(
            List<Row> found, Listing listing, List<Listing.Stretch> stretches, int wanted, Fields fields) {
        var missing = wanted - found.size();
        if (missing == 0 || stretches.isEmpty()) {
            return Future.succeededFuture(found);
        }
        var stretch = stretches.getFirst();
        var query = rows.find(stretch.filter())
                .sort(stretch.sort())
                .hint(listing.hint())
                .projection(listing.projection(fields))
                .limit(missing)
                .batchSize(missing)
                .maxTime(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        return Reply.all(query).compose(more -> {
            found.addAll(more);
            return fill(found, listing, stretches.subList(1, stretches.size()), wanted, fields);
        });
    }
}
