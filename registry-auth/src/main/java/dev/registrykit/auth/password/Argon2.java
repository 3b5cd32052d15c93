package dev.registrykit.auth.password;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/** Argon2id (RFC 9106) hashes in the PHC string format. */
final class Argon2 {
    private static final int SALT_BYTES = 16;
    private static final int TAG_BYTES = 32;
    private static final Pattern PHC =
            Pattern.compile("\\$argon2id\\$v=19\\$m=([1-9][0-9]{0,7}),t=([1-9][0-9]{0,2}),p=([1-9][0-9]?)"
                    + "\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");
    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    private Argon2() {}

    /** What a hash costs: kibibytes of memory, passes over it, lanes. */
    record Cost(int memoryKibibytes, int passes, int lanes) {

        /** A cost that one sign-in can be allowed to have, also when a stored hash asks for it. */
        static Cost checked(int memoryKibibytes, int passes, int lanes) {
            if (memoryKibibytes < 8 * lanes
                    || memoryKibibytes > 1_048_576
                    || passes < 1
                    || passes > 16
                    || lanes < 1
                    || lanes > 8) {
                throw new IllegalArgumentException("the cost of a password hash is out of range");
            }
            return new Cost(memoryKibibytes, passes, lanes);
        }
    }

    /** A stored hash, taken apart. */
    static final class Hash {
        private final Cost cost;
        private final byte[] salt;
        private final byte[] tag;

        private Hash(Cost cost, byte[] salt, byte[] tag) {
            this.cost = cost;
            this.salt = salt;
            this.tag = tag;
        }

        Cost cost() {
            return cost;
        }

        /** The hash in PHC form, or null when it is none of ours or asks for too much. */
        static @Nullable Hash parse(String phc) {
            Matcher match = PHC.matcher(phc);
            if (!match.matches()) {
                return null;
            }
            try {
                Cost cost = Cost.checked(
                        Integer.parseInt(match.group(1)),
                        Integer.parseInt(match.group(2)),
                        Integer.parseInt(match.group(3)));
                Base64.Decoder decoder = Base64.getDecoder();
                return new Hash(cost, decoder.decode(match.group(4)), decoder.decode(match.group(5)));
            } catch (IllegalArgumentException outOfRange) {
                return null;
            }
        }

        boolean matches(byte[] password) {
            return MessageDigest.isEqual(compute(cost, salt, password), tag);
        }

        String phc() {
            return "$argon2id$v=19$m=" + cost.memoryKibibytes() + ",t=" + cost.passes() + ",p=" + cost.lanes() + "$"
                    + ENCODER.encodeToString(salt) + "$" + ENCODER.encodeToString(tag);
        }
    }

    static Hash hash(Cost cost, SecureRandom random, byte[] password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new Hash(cost, salt, compute(cost, salt, password));
    }

    /** A hash that no password is known for, at this cost. */
    static Hash ofNobody(Cost cost, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] tag = new byte[TAG_BYTES];
        random.nextBytes(salt);
        random.nextBytes(tag);
        return new Hash(cost, salt, tag);
    }

    static byte[] compute(Cost cost, byte[] salt, byte[] password) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKibibytes())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build());
        byte[] tag = new byte[TAG_BYTES];
        generator.generateBytes(password, tag);
        return tag;
    }
}
