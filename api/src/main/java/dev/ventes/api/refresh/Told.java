package dev.ventes.api.refresh;

import com.fasterxml.jackson.core.JsonParser;
import dev.ventes.api.stream.Published;
import dev.ventes.core.log.Json;
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
            return Optional.of(read(published.at().id(), json));
        } catch (IOException | DateTimeException | NullPointerException notOurs) {
            return Optional.empty();
        }
    }

    private static Told read(long id, JsonParser json) throws IOException {
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
        // The change's own name says whose it is, also where the sale goes on showing what another one made.
        var parts = event.split("-", -1);
        var postgres = parts[0].equals("pg");
        var read = op.equals("r") || (postgres && parts.length > 3 && parts[3].equals("r"));
        var source = postgres ? Sync.Source.POSTGRES : Sync.Source.API;
        return new Told(id, source, read, Instant.parse(madeAt), Instant.parse(loggedAt));
    }
}
