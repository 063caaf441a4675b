#include "authn/webauthn/fido.hpp"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <memory>
#include <stdexcept>

namespace tessera::authn::webauthn {
namespace {

template <class T, void (*Free)(T**)>
struct FreeBy {
  void operator()(T* object) const { Free(&object); }
};
using Assertion = std::unique_ptr<fido_assert_t, FreeBy<fido_assert_t, fido_assert_free>>;
using Credential = std::unique_ptr<fido_cred_t, FreeBy<fido_cred_t, fido_cred_free>>;
using Es256 = std::unique_ptr<es256_pk_t, FreeBy<es256_pk_t, es256_pk_free>>;
using Rs256 = std::unique_ptr<rs256_pk_t, FreeBy<rs256_pk_t, rs256_pk_free>>;
using EdDsa = std::unique_ptr<eddsa_pk_t, FreeBy<eddsa_pk_t, eddsa_pk_free>>;

void initialise() {
  static const bool done = (fido_init(0), true);
  (void)done;
}

template <class T>
void require(const T& made) {
  if (made == nullptr) throw std::bad_alloc();
}

bool is_ok(int answer) {
  return answer == FIDO_OK;
}

int extensions_of(const ExtensionOutputs& outputs) {
  return (outputs.hmac_secret ? FIDO_EXT_HMAC_SECRET : 0) |
         (outputs.cred_blob ? FIDO_EXT_CRED_BLOB : 0);
}

template <class Key, class FromPointer>
bool verify_with(const Assertion& assertion, int alg, const Key& key, const CoseKey& cose,
                 const FromPointer& from_pointer) {
  require(key);
  return is_ok(from_pointer(key.get(), cose.raw.data(), cose.raw.size())) &&
         is_ok(fido_assert_verify(assertion.get(), 0, alg, key.get()));
}

// rs256_pk_from_ptr takes the modulus and the exponent as they lie in its structure.
bool verify_by(const Assertion& assertion, const CoseKey& key) {
  switch (key.alg) {
    case kEs256:
      return verify_with(assertion, COSE_ES256, Es256{es256_pk_new()}, key, es256_pk_from_ptr);
    case kRs256:
      return verify_with(assertion, COSE_RS256, Rs256{rs256_pk_new()}, key, rs256_pk_from_ptr);
    case kEdDsa:
      return verify_with(assertion, COSE_EDDSA, EdDsa{eddsa_pk_new()}, key, eddsa_pk_from_ptr);
    default:
      return false;
  }
}

// libfido2 refuses outputs of extensions that it was not told of.
bool announce(const Credential& credential, const ExtensionOutputs& outputs) {
  int extensions = extensions_of(outputs);
  if (outputs.min_pin_length) extensions |= FIDO_EXT_MINPINLEN;
  if (extensions != 0 && !is_ok(fido_cred_set_extensions(credential.get(), extensions)))
    return false;
  if (outputs.min_pin_length &&
      !is_ok(fido_cred_set_pin_minlen(credential.get(),
                                      static_cast<std::size_t>(*outputs.min_pin_length))))
    return false;
  return outputs.cred_protect == 0 ||
         is_ok(fido_cred_set_prot(credential.get(), outputs.cred_protect));
}

int alg_of(const CoseKey& key) {
  return key.alg == kEs256 ? COSE_ES256 : key.alg == kRs256 ? COSE_RS256 : COSE_EDDSA;
}

}  // namespace

bool verify_assertion(const std::string& rp_id, const AuthenticatorData& data,
                      BytesView client_data_hash, BytesView signature, const CoseKey& key) {
  initialise();
  const Assertion assertion{fido_assert_new()};
  require(assertion);
  auto* raw = assertion.get();
  return is_ok(fido_assert_set_rp(raw, rp_id.c_str())) &&
         is_ok(fido_assert_set_clientdata_hash(raw, client_data_hash.data(),
                                               client_data_hash.size())) &&
         is_ok(fido_assert_set_extensions(raw, extensions_of(data.extensions))) &&
         is_ok(fido_assert_set_count(raw, 1)) &&
         is_ok(fido_assert_set_authdata_raw(raw, 0, data.bytes.data(), data.bytes.size())) &&
         is_ok(fido_assert_set_sig(raw, 0, signature.data(), signature.size())) &&
         verify_by(assertion, key);
}

bool verify_attestation(const std::string& format, bool self, const std::string& rp_id,
                        const AuthenticatorData& data, BytesView client_data_hash,
                        BytesView statement) {
  initialise();
  const Credential credential{fido_cred_new()};
  require(credential);
  auto* raw = credential.get();
  const bool ready =
      data.credential && is_ok(fido_cred_set_type(raw, alg_of(data.credential->key))) &&
      is_ok(fido_cred_set_rp(raw, rp_id.c_str(), nullptr)) &&
      announce(credential, data.extensions) &&
      is_ok(fido_cred_set_clientdata_hash(raw, client_data_hash.data(), client_data_hash.size())) &&
      is_ok(fido_cred_set_authdata_raw(raw, data.bytes.data(), data.bytes.size())) &&
      is_ok(fido_cred_set_fmt(raw, format.c_str())) &&
      is_ok(fido_cred_set_attstmt(raw, statement.data(), statement.size()));
  return ready && is_ok(self ? fido_cred_verify_self(raw) : fido_cred_verify(raw));
}

}  // namespace tessera::authn::webauthn
