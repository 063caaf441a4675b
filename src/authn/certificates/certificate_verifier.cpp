#include <algorithm>

#include <tessera/authn/certificates.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::authn {
namespace {

constexpr std::size_t kChallengeBytes = 32;

class Verifier final : public MethodVerifier {
 public:
  Verifier(const CertificatePorts& ports, CertificateReader& reader) : p_(ports), reader_(reader) {}

  [[nodiscard]] Method method() const override { return Method::certificate; }
  [[nodiscard]] bool identifies() const override { return true; }

  // A certificate that nobody can forge is not guessed: what is counted is the network, and each
  // certificate by itself.
  [[nodiscard]] CountedBy counted_by(const JudgeInput& input) const override {
    const auto reading = open(input);
    auto whose = reading && !reading->identifier.empty()
                     ? reading->realm + "|" + reading->identifier
                     : input.answer.field("challenge");
    return {.kind = "certificate", .whose = std::move(whose), .guessable = false};
  }
  [[nodiscard]] Error refusal() const override {
    return {Errc::unauthenticated, "sign_in.certificate_refused", {}, {}, {}, 0};
  }

  Task<Prompt> prompt(PromptInput) override {
    co_return Prompt{.challenge = p_.random.bytes(kChallengeBytes)};
  }

  Task<Judged> judge(JudgeInput input) override {
    const auto reading = open(input);
    auto record = co_await find(reading);
    const auto whose = record ? record->person : Uuid{};
    Judged judged{.reason = "unknown_certificate", .person = co_await p_.people.load(whose)};
    judged.authenticators = co_await p_.store.load(whose);
    if (!reading || input.challenge.empty()) {
      judged.reason = "no_answer";  // not of this flow and browser, or too old
    } else if (!reading->error.empty()) {
      judged.reason = reading->error;
    } else if (record) {
      judged.used = record->authenticator.id;
      judged.reason = reason_against(*record, *reading, judged.person, input.now);
      // A card asks for its PIN before it signs; the level comes from the anchor as it is
      // configured now, not as it was when the card was bound.
      judged.given.proof = {.method = Method::certificate,
                            .authenticator = record->authenticator.id,
                            .at = input.now,
                            .user_verified = reading->hardware,
                            .hardware = reading->hardware};
    }
    co_return judged;
  }

 private:
  [[nodiscard]] std::optional<CertificateReading> open(const JudgeInput& input) const {
    return open_reading(input.answer.field("answer"), input.answer.field("challenge"),
                        *p_.keys.get(), input.now);
  }

  [[nodiscard]] Task<std::optional<AuthenticatorRecord>> find(
      const std::optional<CertificateReading>& reading) {
    for (auto& key :
         certificate_lookup_keys(reading.value_or(CertificateReading{}), *p_.keys.get())) {
      auto record = co_await p_.store.find(AuthenticatorKind::certificate, std::move(key));
      if (record) co_return record;
    }
    co_return std::nullopt;
  }

  [[nodiscard]] std::string reason_against(const AuthenticatorRecord& record,
                                           const CertificateReading& reading,
                                           const std::optional<people::Person>& person,
                                           TimePoint now) const {
    if (record.authenticator.state != AuthenticatorState::active) return "not_active";
    if (reading.not_after <= now) return "certificate.expired";
    const auto* realm = reader_.find(reading.realm);
    if (realm == nullptr) return "certificate.untrusted";  // configured otherwise meanwhile
    if (!person || !serves(*realm, *person, now)) return "certificate.population";
    return {};
  }

  CertificatePorts p_;
  CertificateReader& reader_;
};

}  // namespace

std::unique_ptr<MethodVerifier> make_certificate_verifier(const CertificatePorts& ports,
                                                          CertificateReader& reader) {
  return std::make_unique<Verifier>(ports, reader);
}

}  // namespace tessera::authn
