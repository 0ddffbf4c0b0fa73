package dev.ventes.core.indicator;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.ZoneId;
import java.util.Optional;
import org.bson.Document;

/** The collections of the indicators. Each has a document per bucket and partition of the log, see {@link FiguresBson}. */
public enum IndicatorCollections {
    /** By period. */
    PERIODES("ventes_par_periode"),
    /** By period, and in it by produit. */
    PRODUITS("ventes_par_produit"),
    /** By period, and in it by pays. */
    PAYS("ventes_par_pays"),
    /** By period, and in it by client. */
    CLIENTS("ventes_par_client");

    /** All that is read together, and what is in it. */
    public static final IndexModel INDEX = new IndexModel(Indexes.ascending("groupe", "valeur"));

    private static final String AT = "@";

    private final String collection;

    IndicatorCollections(String collection) {
        this.collection = collection;
    }

    /** What a view is called whose days are those of the zone: the same days elsewhere are another view. */
    public static String nameIn(ZoneId zone, String collection) {
        return collection + AT + zone;
    }

    /** Whether a view of this name is held by the collection. */
    public boolean isOf(String name) {
        return name.equals(collection) || name.startsWith(collection + AT);
    }

    /** The zone whose days a view of this name has. */
    public static Optional<ZoneId> zoneOf(String name) {
        var at = name.indexOf(AT);
        return at < 0 ? Optional.empty() : Optional.of(ZoneId.of(name.substring(at + 1)));
    }

    public String collection() {
        return collection;
    }

    public MongoCollection<Document> in(MongoDatabase database) {
        return database.getCollection(collection);
    }
}
