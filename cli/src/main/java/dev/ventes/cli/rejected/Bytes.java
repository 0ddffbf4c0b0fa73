package dev.ventes.cli.rejected;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes for people: text where they are UTF-8, else hexadecimal. */
final class Bytes {
    private Bytes() {}

    static String shown(byte[] bytes) {
        if (bytes == null) {
            return "null";
        }
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            // What could move a terminal's cursor is not shown as text.
            return text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t') ? hex(bytes) : text;
        } catch (CharacterCodingException notText) {
            return hex(bytes);
        }
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
