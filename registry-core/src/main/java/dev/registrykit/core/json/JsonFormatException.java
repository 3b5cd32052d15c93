package dev.registrykit.core.json;

/** The text is not the JSON that was expected; the message says why, without quoting values of the document. */
public final class JsonFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** With a message that is safe to show to whoever sent the document. */
    public JsonFormatException(String message) {
        super(message);
    }
}
