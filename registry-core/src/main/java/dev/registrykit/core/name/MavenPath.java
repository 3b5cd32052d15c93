package dev.registrykit.core.name;

import dev.registrykit.core.decision.Decision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path of a file in a Maven repository, taken apart: which package, which version, which kind of file.
 *
 * <p>The layout is {@code group/with/slashes/artifact/version/artifact-version[-classifier].extension}; beside a file
 * lie its checksums and signatures, and {@code maven-metadata.xml} lies in the artifact's directory, or in a snapshot
 * version's. Paths are relative, unencoded, and must be in this form exactly, at most 512 characters: empty segments,
 * segments that start or end with a dot, backslashes, percent signs and control characters are refused, so a path can be
 * used as a file name on a case-sensitive file system. A segment of the group holds no dot, and no artifact id ends with
 * {@code -SNAPSHOT}: one file would have two paths otherwise, or one path two meanings.
 *
 * <p>A group's own {@code maven-metadata.xml}, which lists the prefixes of Maven plugins, has the path of an artifact's:
 * {@code com/acme/plugins/maven-metadata.xml} is always read as that of {@code com.acme:plugins}.
 */
public final class MavenPath {
    private static final int MAX_LENGTH = 512;
    private static final String METADATA = "maven-metadata.xml";
    private static final String SNAPSHOT = "-SNAPSHOT";
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+~-]*(?<!\\.)");
    private static final List<String> CHECKSUMS = List.of(".md5", ".sha1", ".sha256", ".sha512");
    private static final List<String> SIGNATURES = List.of(".asc", ".sigstore.json", ".sigstore");
    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{8}\\.[0-9]{6}-[0-9]+");

    /** What a file is to its release. */
    public enum Kind {
        /** A file of the release itself: the POM, a jar, a file with a classifier. */
        ARTIFACT,
        /** A checksum of another file, which is no checksum itself. */
        CHECKSUM,
        /** A signature or attestation of another file, which may be a signature too. */
        SIGNATURE,
        /** {@code maven-metadata.xml}, which changes with every release. */
        METADATA
    }

    private final String path;
    private final Kind kind;
    private final PackageName packageName;
    private final @Nullable String version;
    private final @Nullable String concerns;

    private MavenPath(
            String path, Kind kind, PackageName packageName, @Nullable String version, @Nullable String concerns) {
        this.path = path;
        this.kind = kind;
        this.packageName = packageName;
        this.version = version;
        this.concerns = concerns;
    }

    /**
     * The parts of {@code path}, which may start with one slash.
     *
     * @throws InvalidNameException if the path is not of the layout above
     */
    public static MavenPath parse(String path) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        String[] segments = relative.length() > MAX_LENGTH ? new String[0] : relative.split("/", -1);
        if (segments.length < 3) {
            throw new InvalidNameException("not a path of a Maven repository");
        }
        for (String segment : segments) {
            if (!SEGMENT.matcher(segment).matches()) {
                throw new InvalidNameException("a path segment is empty or holds a character that is not allowed");
            }
        }
        String file = segments[segments.length - 1];
        String suffix = suffix(file, CHECKSUMS);
        String unsummed = file.substring(0, file.length() - suffix.length());
        if (unsummed.equals(METADATA)) {
            return metadata(relative, segments, suffix);
        }
        return artifact(relative, segments, unsummed, suffix);
    }

    /** As {@link #parse}, but refused with {@link NameReason#NAME_INVALID} instead of an exception: for paths of requests. */
    public static Decision<MavenPath> read(String path) {
        try {
            return Decision.allowed(parse(path));
        } catch (InvalidNameException invalid) {
            return Decision.refused(NameReason.NAME_INVALID, "The path is not accepted: " + invalid.getMessage() + ".");
        }
    }

    private static MavenPath metadata(String path, String[] segments, String checksum) {
        int last = segments.length - 1;
        boolean ofVersion = segments.length > 3 && segments[last - 1].endsWith(SNAPSHOT);
        PackageName packageName = packageName(segments, ofVersion ? last - 2 : last - 1);
        return new MavenPath(
                path,
                checksum.isEmpty() ? Kind.METADATA : Kind.CHECKSUM,
                packageName,
                ofVersion ? Release.of(packageName, segments[last - 1]).version() : null,
                checksum.isEmpty() ? null : path.substring(0, path.length() - checksum.length()));
    }

    private static MavenPath artifact(String path, String[] segments, String unsummed, String checksum) {
        int last = segments.length - 1;
        if (segments.length < 4) {
            throw new InvalidNameException("not a path of a Maven repository");
        }
        PackageName packageName = packageName(segments, last - 2);
        String version = Release.of(packageName, segments[last - 1]).version();
        String signature = suffix(unsummed, SIGNATURES);
        String plain = withoutSignatures(unsummed);
        if (plain.endsWith(".")) {
            throw new InvalidNameException("a checksum or signature must be that of a file whose name is accepted");
        }
        if (!suffix(plain, CHECKSUMS).isEmpty()) {
            throw new InvalidNameException("a checksum has neither a checksum nor a signature of its own");
        }
        if (!belongs(plain, packageName.name(), version)) {
            throw new InvalidNameException("the file name must start with " + packageName.name() + "-" + version);
        }
        String own = checksum.isEmpty() ? signature : checksum;
        Kind kind = !checksum.isEmpty() ? Kind.CHECKSUM : signature.isEmpty() ? Kind.ARTIFACT : Kind.SIGNATURE;
        return new MavenPath(
                path,
                kind,
                packageName,
                version,
                own.isEmpty() ? null : path.substring(0, path.length() - own.length()));
    }

    /** The name without all its signatures' extensions: a signature may be signed in turn. */
    private static String withoutSignatures(String file) {
        String plain = file;
        String signature = suffix(plain, SIGNATURES);
        while (!signature.isEmpty()) {
            plain = plain.substring(0, plain.length() - signature.length());
            signature = suffix(plain, SIGNATURES);
        }
        return plain;
    }

    private static PackageName packageName(String[] segments, int artifact) {
        String[] group = Arrays.copyOf(segments, artifact);
        for (String segment : group) {
            if (segment.indexOf('.') >= 0) {
                throw new InvalidNameException("a group's segments are separated by slashes, not by dots");
            }
        }
        if (segments[artifact].endsWith(SNAPSHOT)) {
            throw new InvalidNameException("an artifact id must not end with " + SNAPSHOT);
        }
        return PackageName.maven(String.join(".", group), segments[artifact]);
    }

    /** Whether a file name is {@code artifact-version[-classifier].extension}, a snapshot's time stamp included. */
    private static boolean belongs(String file, String artifact, String version) {
        if (!file.startsWith(artifact + "-")) {
            return false;
        }
        String rest = file.substring(artifact.length() + 1);
        String afterVersion = null;
        if (rest.startsWith(version)) {
            afterVersion = rest.substring(version.length());
        } else if (version.endsWith(SNAPSHOT)) {
            String base = version.substring(0, version.length() - "SNAPSHOT".length());
            Matcher timestamp = TIMESTAMP.matcher(rest.startsWith(base) ? rest.substring(base.length()) : "");
            afterVersion = timestamp.lookingAt() ? rest.substring(base.length() + timestamp.end()) : null;
        }
        if (afterVersion == null) {
            return false;
        }
        int dot = afterVersion.indexOf('.');
        boolean classifier = afterVersion.startsWith("-") && dot > 1;
        return (dot == 0 || classifier) && dot < afterVersion.length() - 1 && afterVersion.charAt(dot + 1) != '.';
    }

    private static String suffix(String file, List<String> suffixes) {
        String lower = file.toLowerCase(Locale.ROOT);
        for (String suffix : suffixes) {
            if (lower.endsWith(suffix) && file.length() > suffix.length()) {
                if (!file.endsWith(suffix)) {
                    throw new InvalidNameException("the extension " + suffix + " must be in lower case");
                }
                return suffix;
            }
        }
        return "";
    }

    /** The path, without a leading slash. */
    public String path() {
        return path;
    }

    /** The last segment. */
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** What the file is to its release. */
    public Kind kind() {
        return kind;
    }

    /** The package that the file belongs to. */
    public PackageName packageName() {
        return packageName;
    }

    /** Whether the file belongs to one release; {@code maven-metadata.xml} of an artifact and its checksums do not. */
    public boolean hasRelease() {
        return version != null;
    }

    /**
     * The release that the file belongs to.
     *
     * @throws IllegalStateException if {@link #hasRelease()} is false
     */
    public Release release() {
        if (version == null) {
            throw new IllegalStateException("the metadata of an artifact belongs to no single release");
        }
        return Release.of(packageName, version);
    }

    /** Whether the file belongs to a snapshot version, whose files may be replaced. */
    public boolean isSnapshot() {
        return version != null && version.endsWith(SNAPSHOT);
    }

    /** The path of the file that this checksum or signature is about, or null when it is neither. */
    public @Nullable String concerns() {
        return concerns;
    }

    @Override
    public String toString() {
        return path;
    }
}
