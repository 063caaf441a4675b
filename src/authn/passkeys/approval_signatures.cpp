#include <tessera/authn/approvals.hpp>

#include "authn/passkeys/kept_passkey.hpp"
#include "authn/passkeys/kept_signature.hpp"
#include "authn/passkeys/options_json.hpp"
#include "authn/passkeys/response_json.hpp"

namespace tessera::authn {
namespace {

std::unexpected<Error> refuse(std::string why) {
  return fail(Errc::invalid, "approval.signature", "The passkey did not sign this.",
              std::move(why));
}

class Signatures final : public access::ApprovalSignatures {
 public:
  Signatures(const PasskeyPorts& ports, const PasskeyOptions& options)
      : p_(ports), o_(options), verifier_(make_passkey_verifier(ports, options)) {}

  Task<boost::json::object> options(const Uuid& approver, const Bytes& challenge) override {
    const auto held = co_await p_.authenticators.load(approver);
    auto out = request_options(o_, challenge, held, *p_.keys.get());
    out["userVerification"] = "required";
    co_return out;
  }

  // Judged as in a sign-in by a person who is known, with a challenge of our own; a copy of the key
  // is noticed as there (WebAuthn 7.2 step 22).
  Task<Result<Checked>> check(const Uuid& request, const Uuid& approver, access::Verdict verdict,
                              Bytes challenge, std::string response, TimePoint now) override {
    const SignInRequest nothing;
    const Answer answer{.method = Method::passkey, .fields = {{"response", response}}};
    const auto judged = co_await verifier_->judge({.request = nothing,
                                                   .answer = answer,
                                                   .person = approver,
                                                   .challenge = std::move(challenge),
                                                   .now = now});
    if (!judged.reason.empty()) co_return refuse(judged.reason);
    if (!judged.given.proof.user_verified) co_return refuse("user_verification");
    const auto assertion = parse_assertion(response);
    if (!assertion) co_return refuse("malformed");
    const auto record = co_await p_.authenticators.find(
        AuthenticatorKind::passkey, passkey_lookup_key(assertion->credential_id));
    if (!record || record->person != approver) co_return refuse("not_active");
    access::Approval approval{.request = request,
                              .approver = approver,
                              .verdict = verdict,
                              .proof = {.authenticator = record->authenticator.id,
                                        .client_data = assertion->client_data_json,
                                        .authenticator_data = assertion->authenticator_data,
                                        .signature = assertion->signature},
                              .signed_at = now};
    const auto keys = p_.keys.get();
    approval.proof.key_box = seal_approval_key(
        approval, to_stored(*record, open_passkey(*record, *keys)), *keys, p_.random);
    Checked checked{.proof = std::move(approval.proof)};
    if (judged.given.counter != kNotCompared)
      checked.sign_count = static_cast<std::uint32_t>(judged.given.counter);
    co_return checked;
  }

  bool verify(const access::Approval& approval, BytesView object_hash) const override {
    return is_signed(approval, object_hash, o_.party, *p_.keys.get());
  }

 private:
  PasskeyPorts p_;
  const PasskeyOptions& o_;
  std::unique_ptr<MethodVerifier> verifier_;
};

}  // namespace

std::unique_ptr<access::ApprovalSignatures> make_approval_signatures(
    const PasskeyPorts& ports, const PasskeyOptions& options) {
  return std::make_unique<Signatures>(ports, options);
}

}  // namespace tessera::authn
