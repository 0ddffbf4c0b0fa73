package dev.ventes.app.contract;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A request.
 *
 * @param operation what it is one of; null where the contract has none for its path and method
 * @param target path and query, as they are sent
 * @param body null for none
 * @param broken whether it breaks a rule of the contract's schemas, so that it must not be taken
 */
record Call(
        Contract.Operation operation,
        String method,
        String target,
        Map<String, String> headers,
        Buffer body,
        boolean broken) {
    @Override
    public String toString() {
        var text = body == null ? "" : " " + body.toString(StandardCharsets.UTF_8);
        return method + " " + shortened(target) + " " + headers + shortened(text) + (broken ? " (broken)" : "");
    }

    private static String shortened(String text) {
        return text.length() <= 500 ? text : text.substring(0, 500) + "… of " + text.length();
    }
}
