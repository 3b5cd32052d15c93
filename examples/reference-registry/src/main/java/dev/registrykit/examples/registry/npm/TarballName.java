package dev.registrykit.examples.registry.npm;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Reads which package a tarball says it is, from the {@code package.json} in it.
 *
 * <p>The clients that show a package read the manifest, those that install it the tarball: the two must name the same.
 * Only what {@code npm pack} writes is taken: files in the ustar format (POSIX.1-1988, section 10.1.1), one of which
 * is {@code package.json} below one directory of any name, which npm leaves out. Whatever another reader could take for
 * a second one is refused: links, odd paths, extended headers about it, and anything behind the end of the archive.
 */
final class TarballName {
    private static final int BLOCK = 512;
    private static final long MAX_UNPACKED = 256L * 1024 * 1024;
    private static final int MAX_PACKAGE_JSON = 256 * 1024;
    private static final JsonLimits LIMITS = JsonLimits.of(MAX_PACKAGE_JSON, 32, 100_000);
    private static final int MAX_EXTENDED = 64 * 1024;
    private static final String WANTED = "package.json";

    private TarballName() {}

    /**
     * The tarball's own {@code package.json}.
     *
     * @throws JsonFormatException if there is not exactly one, or the tarball is not one that npm makes
     */
    static JsonObject packageJson(byte[] tarball) {
        try (InputStream tar = new GZIPInputStream(new ByteArrayInputStream(tarball))) {
            return packageJson(tar);
        } catch (IOException malformed) {
            throw new JsonFormatException("the tarball cannot be unpacked");
        }
    }

    private static JsonObject packageJson(InputStream tar) throws IOException {
        JsonObject found = null;
        long unpacked = 0;
        byte[] header = tar.readNBytes(BLOCK);
        while (header.length == BLOCK && header[0] != 0) {
            long size = size(header);
            unpacked += BLOCK + size;
            if (unpacked > MAX_UNPACKED) {
                throw new JsonFormatException("the tarball is too large when it is unpacked");
            }
            if (header[156] == 'x') {
                checkExtended(tar, size);
            } else if (isWanted(name(header))) {
                if (found != null || size > MAX_PACKAGE_JSON) {
                    throw new JsonFormatException("the tarball must hold one package.json of moderate size");
                }
                found = StrictJson.object(tar.readNBytes(Math.toIntExact(size)), LIMITS);
            } else {
                tar.skipNBytes(size);
            }
            tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
            header = tar.readNBytes(BLOCK);
        }
        checkEnd(header, tar);
        if (found == null) {
            throw new JsonFormatException("the tarball holds no package.json");
        }
        return found;
    }

    /** An extended header (POSIX.1-2001) may rename the next entry: to a long path, never to the one that counts. */
    private static void checkExtended(InputStream tar, long size) throws IOException {
        if (size > MAX_EXTENDED) {
            throw new JsonFormatException("the tarball holds a header that is too large");
        }
        String records = new String(tar.readNBytes(Math.toIntExact(size)), StandardCharsets.UTF_8);
        if (records.toLowerCase(Locale.ROOT).contains(WANTED)) {
            throw new JsonFormatException("the tarball gives an entry the name package.json afterwards");
        }
    }

    /** Some readers go on behind a block of zeros. */
    private static void checkEnd(byte[] header, InputStream tar) throws IOException {
        byte[] block = header;
        for (long read = 0; block.length > 0; read += block.length) {
            for (byte each : block) {
                if (each != 0 || read > MAX_UNPACKED) {
                    throw new JsonFormatException("the tarball goes on behind its end");
                }
            }
            block = tar.readNBytes(BLOCK);
        }
    }

    private static boolean isWanted(String name) {
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        String[] segments = path.split("/", -1);
        for (String segment : segments) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || segment.contains("\\")) {
                throw new JsonFormatException("the tarball holds an entry with an odd path");
            }
        }
        return segments.length == 2 && segments[1].equalsIgnoreCase(WANTED);
    }

    /** Files and directories alone: a link could stand for the package.json. */
    private static String name(byte[] header) {
        if (header[156] != '0' && header[156] != 0 && header[156] != '5') {
            throw new JsonFormatException("the tarball holds an entry that is neither file nor directory");
        }
        String prefix = text(header, 345, 155);
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static long size(byte[] header) {
        String octal = text(header, 124, 12).strip();
        if (!octal.matches("[0-7]{1,11}")) {
            throw new JsonFormatException("the tarball holds an entry of unknown size");
        }
        return Long.parseLong(octal, 8);
    }

    private static String text(byte[] header, int from, int length) {
        byte[] field = Arrays.copyOfRange(header, from, from + length);
        int end = 0;
        while (end < length && field[end] != 0) {
            end++;
        }
        return new String(field, 0, end, StandardCharsets.UTF_8);
    }
}
