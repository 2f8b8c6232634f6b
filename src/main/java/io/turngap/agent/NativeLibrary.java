package io.turngap.agent;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A shared library of this machine, called through Java's Foreign Function API. It stays loaded for as long as the process lives.
 *
 * @param name as it was asked for, such as {@code libflite.so.1}
 */
record NativeLibrary(String name, SymbolLookup symbols) {

    /** The library {@code name}; empty where it is not installed. */
    static Optional<NativeLibrary> find(String name) {
        try {
            return Optional.of(new NativeLibrary(name, SymbolLookup.libraryLookup(name, Arena.global())));
        } catch (IllegalArgumentException absent) {
            return Optional.empty();
        }
    }

    /**
     * A function of it.
     *
     * @throws IllegalStateException when there is none of that name: another version of the library
     */
    MethodHandle function(String function, FunctionDescriptor shape) {
        return symbols.find(function)
                .map(address -> Linker.nativeLinker().downcallHandle(address, shape))
                .orElseThrow(() -> new IllegalStateException(
                        name + " has no function " + function + ", so it is of a version that Turngap does not know"));
    }

    /** What a foreign function threw, which is never a checked exception: it has none. */
    static RuntimeException unexpected(String function, Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(function + " could not be called: " + thrown, thrown);
    }
}
