package dev.ventes.cli.doctor;

import com.mongodb.ConnectionString;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import dev.ventes.core.config.MongoConfig;
import dev.ventes.core.view.ViewCollections;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.Document;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** MongoDB: what the guards of the view rest on, and what keeps it fast. */
record MongoExamination(MongoConfig config, ViewCollections view, ClockSkew clock) {
    private static final String SERVER = "mongodb";
    /** By its old name, which every server still answers to, and so does the imitation. */
    private static final String HELLO = "isMaster";

    private static final String URI = "ventes.mongodb.uri";
    /** MongoDB 4.4 speaks this: the oldest that the driver talks to without complaint. */
    private static final int OLDEST_WIRE_VERSION = 9;

    List<Finding> findings() throws Exception {
        var findings = new ArrayList<Finding>();
        server(ask(HELLO), findings);
        connection(findings);
        indexes(findings);
        words(findings);
        findings.addAll(
                clock.findings(SERVER, () -> ask(HELLO).getDate("localTime").toInstant()));
        return findings;
    }

    private Document ask(String command) {
        return Mono.from(view.database().runCommand(new Document(command, 1))).block();
    }

    private void server(Document hello, List<Finding> findings) {
        if (hello.getInteger("maxWireVersion", 0) < OLDEST_WIRE_VERSION) {
            findings.add(Finding.fault(
                    SERVER,
                    "MongoDB is version " + ask("buildInfo").getString("version") + ", must be 4.4 or later",
                    "https://www.mongodb.com/docs/manual/release-notes/8.0-upgrade-replica-set/"));
        }
        var replicated = hello.containsKey("setName") || "isdbgrid".equals(hello.getString("msg"));
        if (!replicated) {
            findings.add(Finding.remark(
                    SERVER,
                    "is a single server: what it acknowledged is lost with its disk, and nobody takes over",
                    "rs.initiate(), on a mongod that was started with --replSet rs0"));
        }
    }

    /** Ventes asks for what it needs whatever the URI says; who wrote something else there should know. */
    private void connection(List<Finding> findings) {
        var uri = new ConnectionString(config.uri().reveal());
        var concern = uri.getWriteConcern();
        if (concern != null && !concern.equals(WriteConcern.MAJORITY)) {
            findings.add(Finding.remark(
                    SERVER,
                    URI + " asks for the write concern " + concern.asDocument().toJson()
                            + "; Ventes always writes with {\"w\": \"majority\"}",
                    "leave w, wTimeoutMS and journal out of " + URI));
        }
        var preference = uri.getReadPreference();
        if (preference != null && !preference.equals(ReadPreference.primary())) {
            findings.add(Finding.remark(
                    SERVER,
                    URI + " asks to read from " + preference.getName() + "; Ventes always reads from the primary",
                    "leave readPreference out of " + URI));
        }
    }

    /** The transformer makes them when it starts: only those of a view that is in use can be missing. */
    private void indexes(List<Finding> findings) {
        if (Mono.from(view.ventes().estimatedDocumentCount()).block() == 0) {
            return;
        }
        var there = Flux.from(view.ventes().listIndexes(BsonDocument.class))
                .map(index -> index.getDocument("key").toJson())
                .collectList()
                .block();
        for (var index : ViewCollections.indexes()) {
            if (there.stream().noneMatch(keys -> same(keys, index))) {
                var keys = index.getKeys().toBsonDocument().toJson();
                findings.add(Finding.fault(
                        SERVER,
                        "the collection ventes has no index " + keys,
                        "mongosh \"$VENTES_MONGODB_URI\" --eval 'db.getSiblingDB(\"" + config.database()
                                + "\").ventes.createIndex(" + keys
                                + (index.getOptions().isSparse() ? ", {\"sparse\": true}" : "")
                                + ")'"));
            }
        }
    }

    /** What an older version wrote has none, until it is written again. */
    private void words(List<Finding> findings) {
        var without = Filters.and(Filters.eq("_sync.words", null), Filters.exists("_sync.deleted", false));
        Mono.from(view.ventes().find(without).limit(1))
                .blockOptional()
                .ifPresent(sale -> findings.add(Finding.fault(
                        SERVER,
                        "the collection ventes has sales without _sync.words, sale " + sale.id()
                                + " among them: the search by q does not find them",
                        "ventes rebuild")));
    }

    /** The same fields in the same order and directions, whatever type of number says so. */
    private static boolean same(String keys, IndexModel index) {
        var there = BsonDocument.parse(keys);
        var wanted = index.getKeys().toBsonDocument();
        return List.copyOf(there.keySet()).equals(List.copyOf(wanted.keySet()))
                && wanted.keySet().stream()
                        .allMatch(field -> there.get(field).isNumber()
                                && there.getNumber(field).intValue()
                                        == wanted.getNumber(field).intValue());
    }
}
