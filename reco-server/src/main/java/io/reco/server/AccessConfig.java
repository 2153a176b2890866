package io.reco.server;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

import io.reco.server.access.Openness;
import io.reco.server.access.entry.Entrance;
import io.reco.server.access.entry.Ways;
import io.reco.server.access.jwt.FetchedKeys;
import io.reco.server.access.jwt.JwtTerms;
import io.reco.server.access.jwt.KeyPlace;
import io.reco.server.config.Setting;
import io.reco.server.config.SettingReader;

/**
 * Who is let in.
 *
 * @param ways how callers say who they are
 * @param reflection to whom the server describes its services
 * @param metrics to whom it shows its metrics
 */
public record AccessConfig(Ways ways, Openness reflection, Openness metrics) {

    /** Whether callers have to say who they are. */
    public boolean authenticates() {
        return ways.authenticate();
    }

    /** Opens the ways in; empty where nobody is asked. */
    Optional<Entrance> open(Clock clock) {
        return authenticates() ? Optional.of(Entrance.open(ways, FetchedKeys.Pace.DEFAULT, clock)) : Optional.empty();
    }

    /** Notes what is wrong with the settings, and the files they name. */
    static AccessConfig read(SettingReader reader) {
        Optional<Path> tokens = reader.value(Settings.TOKENS);
        Optional<Path> clientRoles = reader.value(Settings.CLIENT_ROLES);
        Ways ways = new Ways(tokens, clientRoles, jwt(reader));
        if (clientRoles.isPresent() && reader.value(Settings.TLS_CLIENT_CA).isEmpty()) {
            reader.refuse(Settings.TLS_CLIENT_CA, "unset", "a file, as there is " + Settings.CLIENT_ROLES.flag());
        }
        Entrance.check(ways, (way, place, expected) -> reader.refuse(setting(way), place, expected));
        boolean asked = ways.authenticate();
        return new AccessConfig(
                ways, shown(Settings.REFLECTION, asked, reader), shown(Settings.METRICS, asked, reader));
    }

    /** Where nobody is asked, whoever comes has all roles. */
    private static Openness shown(Setting<Openness> setting, boolean asked, SettingReader reader) {
        Openness openness = reader.value(setting, asked ? "read,feed,edit,support,admin" : "open");
        if (!asked && !openness.roles().isEmpty() && reader.sound(Settings.JWT_JWKS)) {
            reader.refuseUnused("open or off, as nobody is asked who they are", setting);
        }
        return openness;
    }

    private static Setting<?> setting(Entrance.Way way) {
        return switch (way) {
            case TOKENS -> Settings.TOKENS;
            case CLIENT_ROLES -> Settings.CLIENT_ROLES;
            case JWT -> Settings.JWT_JWKS;
        };
    }

    private static Optional<Ways.Jwt> jwt(SettingReader reader) {
        Optional<KeyPlace> keys = reader.value(Settings.JWT_JWKS);
        Optional<String> issuer = required(reader, Settings.JWT_ISSUER, keys.isPresent());
        Optional<String> audience = required(reader, Settings.JWT_AUDIENCE, keys.isPresent());
        String claim = reader.value(Settings.JWT_ROLES_CLAIM);
        boolean readers = reader.value(Settings.JWT_READERS);
        if (keys.isEmpty() && reader.sound(Settings.JWT_JWKS)) {
            reader.refuseUnused(
                    "nothing, without " + Settings.JWT_JWKS.flag(),
                    Settings.JWT_ISSUER,
                    Settings.JWT_AUDIENCE,
                    Settings.JWT_ROLES_CLAIM,
                    Settings.JWT_READERS);
        }
        return keys.map(
                place -> new Ways.Jwt(new JwtTerms(issuer.orElse(""), audience.orElse(""), claim, readers), place));
    }

    /** A token of another issuer, or for another service, must never do. */
    private static Optional<String> required(SettingReader reader, Setting<Optional<String>> setting, boolean needed) {
        Optional<String> value = reader.value(setting);
        if (needed && value.isEmpty()) {
            reader.refuse(setting, "unset", "a text, as there is " + Settings.JWT_JWKS.flag());
        }
        return value;
    }
}
