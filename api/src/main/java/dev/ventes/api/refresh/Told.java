package dev.ventes.api.refresh;

import com.fasterxml.jackson.core.JsonParser;
import dev.ventes.api.stream.Published;
import dev.ventes.core.log.Json;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.PostgresEvent;
import dev.ventes.core.view.Sync;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * What a record of {@code ventes.enriched} says of its change's way here.
 *
 * @param read whether it is no news: a snapshot found the row, or it is published once more
 */
record Told(long id, Sync.Source source, boolean read, Instant madeAt, Instant loggedAt) {
    /** Empty where the transformer did not write it. */
    static Optional<Told> of(Published published) {
        try (var json = Json.FACTORY.createParser(published.record().value())) {
            return read(published.at().id(), json);
        } catch (IOException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    private static Optional<Told> read(long id, JsonParser json) throws IOException {
        var op = "";
        var event = "";
        String madeAt = null;
        String loggedAt = null;
        json.nextToken();
        for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "op" -> op = json.getText();
                case "event" -> event = json.getText();
                case "made_at" -> madeAt = json.getText();
                case "logged_at" -> loggedAt = json.getText();
                default -> json.skipChildren();
            }
        }
        if (madeAt == null || loggedAt == null) {
            return Optional.empty();
        }
        // The change's own name says whose it is, also where the sale goes on showing what another one made; and a row
        // that a snapshot found is published as what it did to the sale.
        var read = op.equals(Op.READ.code()) || PostgresEvent.isRead(event);
        var source = PostgresEvent.isOne(event) ? Sync.Source.POSTGRES : Sync.Source.API;
        return Optional.of(new Told(id, source, read, Instant.parse(madeAt), Instant.parse(loggedAt)));
    }
}
