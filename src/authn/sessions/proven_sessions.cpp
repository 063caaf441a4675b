#include "authn/sessions/proven_sessions.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>

namespace tessera::authn {

OutboxMessage ended_message(const EndedAuthenticator& ended, Random& random) {
  const boost::json::object json{{"person", to_string(ended.person)},
                                 {"authenticator", to_string(ended.id)},
                                 {"except", ended.except ? to_string(*ended.except) : ""},
                                 {"reason", ended.reason},
                                 {"before", ended.before.time_since_epoch().count()}};
  return {make_uuid7(ended.before, random), std::string(kAuthenticatorEnded),
          to_bytes(boost::json::serialize(json)), std::nullopt};
}

std::optional<EndedAuthenticator> parse_ended(BytesView payload) {
  const auto json = codec::parse_json_object(as_text(payload));
  if (!json) return std::nullopt;
  const auto person = parse_uuid(codec::text_of(*json, "person"));
  const auto id = parse_uuid(codec::text_of(*json, "authenticator"));
  const auto* before = json->if_contains("before");
  if (!person || !id || before == nullptr || !before->is_int64()) return std::nullopt;
  return EndedAuthenticator{.person = *person,
                            .id = *id,
                            .except = parse_uuid(codec::text_of(*json, "except")),
                            .reason = codec::text_of(*json, "reason"),
                            .before = TimePoint{Duration{before->get_int64()}}};
}

Task<> end_proven_sessions(SessionService& sessions, EndedAuthenticator ended,
                           const RequestContext& context) {
  for (const auto& session : co_await sessions.list(ended.person)) {
    const auto used = std::ranges::any_of(session.proofs, [&](const Proof& proof) {
      return proof.authenticator == ended.id && proof.at <= ended.before;
    });
    if (used && session.id != ended.except)
      static_cast<void>(co_await sessions.end(session.id, ended.person, ended.reason, context));
  }
}

}  // namespace tessera::authn
