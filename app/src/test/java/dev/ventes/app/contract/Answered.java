package dev.ventes.app.contract;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;

/** What came back; {@code body} is empty where it was a stream without an end. */
record Answered(int status, HttpHeaders headers, String body) {
    /** What the contract has against it as the answer to this call; empty if nothing. */
    Optional<String> fault(Call call, Contract.Response unknown) {
        if (status == 500) {
            return Optional.of("is 500");
        }
        if (call.broken() && status < 400) {
            return Optional.of("was taken, though it breaks the contract");
        }
        var responses = call.operation() == null ? null : call.operation().responses();
        var response = responses == null ? unknown : responses.get(String.valueOf(status));
        if (response == null) {
            // What the contract does not name is a problem of the caller's.
            response = responses.get("default");
            if (response == null || status < 400 || status > 499) {
                return Optional.of("has a status that the contract does not name");
            }
        }
        for (var header : response.requiredHeaders()) {
            if (headers.firstValue(header).isEmpty()) {
                return Optional.of("has no " + header);
            }
        }
        return body.isEmpty() ? Optional.empty() : bodyFault(response);
    }

    private Optional<String> bodyFault(Contract.Response response) {
        var type = headers.firstValue("content-type").orElse("of no type").replaceFirst(";.*", "");
        var validator = response.content().get(type);
        if (validator == null) {
            return Optional.of("is " + type + ", which the contract does not name");
        }
        if (validator.isEmpty()) {
            return Optional.empty();
        }
        try {
            // Lines have a schema each.
            for (var value : type.endsWith("ndjson") ? body.split("\n") : new String[] {body}) {
                var result = validator.get().validate(Json.decodeValue(value));
                if (!result.getValid()) {
                    return Optional.of("breaks its schema: " + result.getErrors());
                }
            }
            return Optional.empty();
        } catch (DecodeException noJson) {
            return Optional.of("is no JSON");
        }
    }

    /** As {@link Memory} learns from it. */
    String text() {
        var text = new StringBuilder("\n");
        headers.map()
                .forEach((name, values) -> values.forEach(value -> text.append(name.toLowerCase(Locale.ROOT))
                        .append(": ")
                        .append(value)
                        .append('\n')));
        return text.append(body).toString();
    }

    @Override
    public String toString() {
        return status + " " + headers.map() + " " + (body.length() <= 500 ? body : body.substring(0, 500) + "…");
    }
}
