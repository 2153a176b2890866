package io.reco.server.access.jwt;

/**
 * Which JWTs are believed, and what they say.
 *
 * @param issuer who must have made it ({@code iss})
 * @param audience whom it must be for ({@code aud}, among others)
 * @param rolesClaim the claim that holds roles; a token that has it is of no reader
 * @param readers whether one without it is let in, as that of the reader who is its {@code sub}
 */
public record JwtTerms(String issuer, String audience, String rolesClaim, boolean readers) {}
