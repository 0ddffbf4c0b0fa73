package dev.ventes.api.history;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ventes.api.sale.ETag;
import dev.ventes.api.sale.SaleJson;
import dev.ventes.core.log.Json;
import dev.ventes.core.view.SaleVersion;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Versions as REST shows them. */
final class VersionJson {
    private VersionJson() {}

    static Buffer of(List<SaleVersion> versions) {
        return Buffer.buffer(Json.bytes(json -> {
            json.writeStartArray();
            for (var version : versions) {
                write(json, version);
            }
            json.writeEndArray();
        }));
    }

    private static void write(JsonGenerator json, SaleVersion version) throws IOException {
        var made = version.made();
        json.writeStartObject();
        json.writeStringField("version", new ETag(version.partition(), version.position()).text());
        json.writeStringField("op", made.op().name().toLowerCase(Locale.ROOT));
        json.writeStringField("at", made.at().toString());
        json.writeStringField("logged_at", made.loggedAt().toString());
        json.writeStringField("source", made.from().label());
        json.writeStringField("by", made.by().orElse(null));
        json.writeFieldName("vente");
        if (version.deleted()) {
            json.writeNull();
        } else {
            SaleJson.write(json, version);
        }
        json.writeEndObject();
    }
}
