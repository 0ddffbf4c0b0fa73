package dev.ventes.cli.rejected;

import dev.ventes.core.rejected.Reject;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where a record lies on {@code ventes.rejected}: {@code 3/17}. */
record Place(int partition, long offset) {
    static Place of(Reject reject) {
        return new Place(reject.kept().partition(), reject.kept().offset());
    }

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})/(\\d{1,18})");

    @Override
    public String toString() {
        return partition + "/" + offset;
    }

    static final class Converter implements ITypeConverter<Place> {
        @Override
        public Place convert(String text) {
            var parts = TEXT.matcher(text);
            if (!parts.matches()) {
                throw new TypeConversionException("must be partition/offset, as list shows it: 3/17");
            }
            return new Place(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)));
        }
    }
}
