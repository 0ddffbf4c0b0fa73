package dev.ventes.app.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SalesFileTest {
    private static final String TEXT = "Description\nCAFÉ £5\n";

    @TempDir
    Path folder;

    @Test
    void gzipIsToldByContentAndIsTheSameFile() throws IOException {
        var plain = SalesFile.of(write("plain.gz", TEXT.getBytes(StandardCharsets.UTF_8)));
        var packed = SalesFile.of(write("packed.csv", gzip(TEXT)));

        assertThat(packed.sha256()).isEqualTo(plain.sha256());
        assertThat(packed.lines()).isEqualTo(plain.lines()).isEqualTo(2);
        assertThat(text(packed)).isEqualTo(text(plain)).isEqualTo(TEXT);
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws IOException {
        var file = SalesFile.of(write("bom.csv", ("\ufeff" + TEXT).getBytes(StandardCharsets.UTF_8)));

        assertThat(text(file)).isEqualTo(TEXT);
    }

    @Test
    void whatIsNotUtf8IsReadAsSpreadsheetsWriteIt() throws IOException {
        var file = SalesFile.of(write("latin.csv", TEXT.getBytes(Charset.forName("windows-1252"))));

        assertThat(text(file)).isEqualTo(TEXT);
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String text(SalesFile file) throws IOException {
        try (var reader = file.read()) {
            return String.join("\n", reader.lines().toList()) + "\n";
        }
    }
}
