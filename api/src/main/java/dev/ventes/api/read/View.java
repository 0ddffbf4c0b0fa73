package dev.ventes.api.read;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.ViewCollections;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/** The sales in MongoDB, as the API reads them: primary and majority, results on the caller's event loop. */
public final class View {
    private final ViewCollections collections;
    private final MongoCollection<SaleDocument> sales;

    public View(ViewCollections collections) {
        this.collections = collections;
        this.sales = collections.ventes();
    }

    /** The sale, or the marker that it left. */
    public Future<Optional<SaleDocument>> find(long id) {
        return Reply.first(sales.find(eq("_id", id)).limit(1));
    }

    /** The next sales after a place in the list, at most {@code limit}. */
    public Future<Page> page(Cursor from, int limit) {
        return fill(new ArrayList<>(), from, limit + 1).map(found -> Page.of(found, limit));
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

    /** One sale more than the page holds says whether there is another page. */
    private Future<List<SaleDocument>> fill(List<SaleDocument> found, Cursor from, int wanted) {
        var query = sales.find(from.filter()).sort(Cursor.ORDER).limit(wanted - found.size());
        return Reply.all(query).compose(more -> {
            found.addAll(more);
            var next = from.nextStretch();
            return found.size() == wanted || next.isEmpty()
                    ? Future.succeededFuture(found)
                    : fill(found, next.get(), wanted);
        });
    }
}
