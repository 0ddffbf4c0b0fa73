package dev.ventes.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintStream;

/**
 * Where a command writes: its result to {@code out}, how it gets on to {@code err}.
 *
 * @param terminal whether somebody watches {@code err}
 */
public record Console(PrintStream out, PrintStream err, boolean terminal) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
            .build();

    public void line(String text) {
        out.println(text);
    }

    /** One line, for machines. */
    public void json(Object result) {
        try {
            out.println(JSON.writeValueAsString(result));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
