package dev.ventes.core.log;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Records that a real PostgreSQL and a real Debezium made, kept as files. */
final class Captured {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Captured() {}

    static Decoded decode(String name) {
        try (var file = Captured.class.getResourceAsStream("/changes/" + name + ".json")) {
            var record = JSON.readTree(file);
            var headers = new RecordHeaders();
            for (var header : record.get("headers").properties()) {
                CloudEvent.add(headers, header.getKey(), header.getValue().asText());
            }
            var key = record.get("key");
            return ChangeDecoder.decode(
                    key.isNull() ? null : key.asText().getBytes(StandardCharsets.UTF_8),
                    JSON.writeValueAsBytes(record.get("value")),
                    headers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
