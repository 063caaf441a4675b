#include <tessera/authn/certificates.hpp>
#include <tessera/authn/words.hpp>

namespace tessera::authn {
namespace {

constexpr std::size_t kChallengeBytes = 32;
constexpr std::size_t kLongestLabel = 60;
constexpr int kAtMost = 5;

// Challenges of binding open in no sign-in: a flow id is never this text.
std::string flow_of(const Uuid& session) {
  return "bind|" + to_string(session);
}

// At most so many bytes, and no half character.
std::string shorten(std::string text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  text.resize(bytes);
  return text;
}

audit::Event bound_event(const Uuid& person, const AuthenticatorRecord& record,
                         const std::string& realm, const RequestContext& context) {
  auto event = audit::make_event("authenticator.bound", context);
  event.actor = person;
  event.actor_kind = "person";
  event.subject = person;
  event.object_type = "authenticator";
  event.object_id = to_string(record.authenticator.id);
  event.details["kind"] = to_string(AuthenticatorKind::certificate);
  event.details["anchor"] = realm;
  return event;
}

}  // namespace

std::string CertificateBinding::offer(const Uuid& session, std::string_view binding,
                                      TimePoint now) {
  return seal_challenge(p_.random.bytes(kChallengeBytes), Method::certificate, flow_of(session),
                        binding, now, *p_.keys.get(), p_.random);
}

Result<CertificateReading> CertificateBinding::open(const Uuid& session, std::string_view binding,
                                                    std::string_view challenge,
                                                    std::string_view answer, TimePoint now) {
  const auto keys = p_.keys.get();
  const auto ours =
      open_challenge(challenge, Method::certificate, flow_of(session), binding, now, *keys);
  auto reading = open_reading(answer, challenge, *keys, now);
  if (!ours || !reading) return fail(Errc::gone, "certificate.answer_expired");
  if (!reading->error.empty()) return fail(Errc::forbidden, reading->error);
  return *reading;
}

Task<Result<void>> CertificateBinding::bind(const Uuid& person, const CertificateReading& reading,
                                            std::string label, const RequestContext& context) {
  const auto who = co_await p_.people.load(person);
  const auto* realm = reader_.find(reading.realm);
  if (realm == nullptr || !who || !serves(*realm, *who, context.received))
    co_return fail(Errc::forbidden, "certificate.population");
  NewAuthenticator bound{.at_most = kAtMost};
  auto& record = bound.record;
  auto& a = record.authenticator;
  a.id = make_uuid4(p_.random);
  a.kind = AuthenticatorKind::certificate;
  a.label = shorten(std::move(label), kLongestLabel);
  a.bound = context.received;
  // What a renewed card has too does not end with this one.
  if (realm->identifier.names_one_certificate()) a.expires = reading.not_after;
  a.characteristics = {
      {"anchor", reading.realm}, {"hardware", reading.hardware}, {"uv", reading.hardware}};
  record.person = person;
  record.lookup_key = certificate_lookup_keys(reading, *p_.keys.get()).front();
  bound.events.push_back(bound_event(person, record, reading.realm, context));
  bound.notices = co_await p_.notices.write({.kind = NoticeKind::authenticator_added,
                                             .person = person,
                                             .what = a.label,
                                             .authenticator = a.id},
                                            context);
  if (!co_await p_.store.bind(bound)) co_return fail(Errc::conflict, "certificate.taken");
  co_return Result<void>{};
}

}  // namespace tessera::authn
