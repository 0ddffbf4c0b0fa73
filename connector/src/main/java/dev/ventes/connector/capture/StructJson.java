package dev.ventes.connector.capture;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;

/** Writes Connect's values as JSON without schema, as Connect's own converter does it, but straight to bytes. */
final class StructJson {
    private StructJson() {}

    static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case String s -> json.writeString(s);
            case Integer n -> json.writeNumber(n);
            case Long n -> json.writeNumber(n);
            case Boolean b -> json.writeBoolean(b);
            case Short n -> json.writeNumber(n);
            case Byte n -> json.writeNumber(n);
            case Double n -> json.writeNumber(n);
            case Float n -> json.writeNumber(n);
            case BigDecimal n -> json.writeNumber(n);
            case BigInteger n -> json.writeNumber(n);
            case Struct struct -> write(json, struct);
            case List<?> list -> {
                json.writeStartArray();
                for (var element : list) {
                    write(json, element);
                }
                json.writeEndArray();
            }
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (var entry : map.entrySet()) {
                    json.writeFieldName(String.valueOf(entry.getKey()));
                    write(json, entry.getValue());
                }
                json.writeEndObject();
            }
            case byte[] bytes -> json.writeBinary(bytes);
            case ByteBuffer buffer -> {
                var bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                json.writeBinary(bytes);
            }
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private static void write(JsonGenerator json, Struct struct) throws IOException {
        json.writeStartObject();
        for (var field : struct.schema().fields()) {
            json.writeFieldName(field.name());
            write(json, struct.get(field));
        }
        json.writeEndObject();
    }
}
