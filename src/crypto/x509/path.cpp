#include <tessera/crypto/x509_path.hpp>

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>

#include "crypto/x509/objects.hpp"

namespace tessera::crypto {
namespace {

using StoreRef = std::unique_ptr<X509_STORE, FreeBy<X509_STORE_free>>;
using ContextRef = std::unique_ptr<X509_STORE_CTX, FreeBy<X509_STORE_CTX_free>>;
using BioRef = std::unique_ptr<BIO, FreeBy<BIO_free>>;

constexpr std::size_t kMostShown = 8;
constexpr int kAuthLevel = 2;  // 112 bits of security: no SHA-1, no MD5, no short keys

void free_stack(STACK_OF(X509) * stack) {
  sk_X509_free(stack);
}
using StackRef = std::unique_ptr<STACK_OF(X509), FreeBy<free_stack>>;

Result<std::vector<X509Ref>> read_pem(std::string_view text) {
  const ErrorQueue errors;
  const BioRef in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  std::vector<X509Ref> out;
  while (X509Ref next{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)})
    out.push_back(std::move(next));
  const auto last = ERR_peek_last_error();
  const bool at_end = last == 0 || (ERR_GET_LIB(last) == ERR_LIB_PEM &&
                                    ERR_GET_REASON(last) == PEM_R_NO_START_LINE);
  if (!at_end) return fail(Errc::invalid, "anchors.malformed");
  return out;
}

// Which refusal an error of OpenSSL is; what a person can act on has an id of its own.
std::string_view id_of(int error) {
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "certificate.expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "certificate.not_yet_valid";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
      return "certificate.untrusted";
    case X509_V_ERR_INVALID_PURPOSE:
      return "certificate.purpose";
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return "certificate.weak";
    case X509_V_ERR_NO_EXPLICIT_POLICY:
    case X509_V_ERR_INVALID_POLICY_EXTENSION:
      return "certificate.policy";
    case X509_V_ERR_PERMITTED_VIOLATION:
    case X509_V_ERR_EXCLUDED_VIOLATION:
    case X509_V_ERR_SUBTREE_MINMAX:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX:
    case X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
      return "certificate.name_constraints";
    default:
      return "certificate.invalid";
  }
}

std::unexpected<Error> refused(std::string_view id, std::string detail) {
  return fail(Errc::forbidden, std::string(id), {}, std::move(detail));
}

// RFC 5280 4.2.1.3, 4.2.1.12: a key for signatures on documents does not sign anybody in, and one
// that says nothing about its use was not made for this.
Result<void> check_purpose(X509* certificate, const PathRules& rules) {
  if (X509_check_ca(certificate) != 0) return refused("certificate.purpose", "an authority");
  if (!allows_usage(certificate, KU_DIGITAL_SIGNATURE))
    return refused("certificate.purpose", "key usage");
  const bool named =
      (!rules.client_auth || names_extended_usage(certificate, NID_client_auth)) &&
      (!rules.smartcard_logon || names_extended_usage(certificate, NID_ms_smartcard_login));
  if (!named) return refused("certificate.purpose", "extended key usage");
  return {};
}

// The anchor is believed because it was configured: its own signature proves nothing.
Result<void> check_strength(STACK_OF(X509) * path, const PathRules& rules) {
  const KeySizes sizes{.rsa_bits = rules.rsa_bits, .ec_bits = rules.ec_bits};
  for (int i = 0; i < sk_X509_num(path); ++i) {
    X509* each = sk_X509_value(path, i);
    if (!is_strong_key(X509_get0_pubkey(each), sizes)) return refused("certificate.weak", "key");
    const X509_ALGOR* algorithm = X509_get0_tbs_sigalg(each);
    if (i + 1 < sk_X509_num(path) && !is_strong_signature(algorithm))
      return refused("certificate.weak", "signature");
  }
  return {};
}

void set_rules(X509_VERIFY_PARAM* param, const PathRules& rules, TimePoint now) {
  X509_VERIFY_PARAM_set_flags(
      param, X509_V_FLAG_X509_STRICT | X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(param, to_unix(now));
  X509_VERIFY_PARAM_set_depth(param, rules.authorities);
  X509_VERIFY_PARAM_set_auth_level(param, kAuthLevel);
  X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_CLIENT);
  // RFC 5280 6.1.1 (c), (e)
  for (const auto& policy : rules.policies) {
    auto* object = OBJ_txt2obj(policy.c_str(), 1);
    check(object != nullptr && X509_VERIFY_PARAM_add0_policy(param, object) == 1, "policy");
  }
  if (!rules.policies.empty())
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_POLICY_CHECK | X509_V_FLAG_EXPLICIT_POLICY);
}

}  // namespace

struct TrustAnchors::Data {
  StoreRef store{X509_STORE_new()};
  std::vector<X509Ref> anchors, intermediates;
};

Result<TrustAnchors> TrustAnchors::from_pem(std::string_view anchors,
                                            std::string_view intermediates) {
  auto trusted = read_pem(anchors);
  auto others = read_pem(intermediates);
  if (!trusted || !others) return fail(Errc::invalid, "anchors.malformed");
  if (trusted->empty()) return fail(Errc::invalid, "anchors.none");
  auto data = std::make_shared<Data>();
  data->anchors = std::move(*trusted);
  data->intermediates = std::move(*others);
  for (const auto* list : {&data->anchors, &data->intermediates}) {
    for (const auto& each : *list) {
      if (X509_check_ca(each.get()) != 1) return fail(Errc::invalid, "anchors.no_authority");
    }
  }
  for (const auto& each : data->anchors)
    check(X509_STORE_add_cert(data->store.get(), each.get()) == 1, "X509_STORE_add_cert");
  TrustAnchors out;
  out.data_ = std::move(data);
  return out;
}

Result<CertificatePath> TrustAnchors::validate(BytesView der, std::span<const Bytes> shown,
                                               const PathRules& rules, TimePoint now) const {
  if (auto facts = read_x509(der); !facts) return std::unexpected(facts.error());
  if (!data_) return refused("certificate.untrusted", "no anchors");
  const ErrorQueue errors;
  const auto leaf = parse_certificate(der);
  std::vector<X509Ref> sent;
  for (const auto& each : shown.first(std::min(shown.size(), kMostShown))) {
    if (auto parsed = each.size() > kLongestCertificate ? nullptr : parse_certificate(each))
      sent.push_back(std::move(parsed));
  }
  const StackRef helpers(sk_X509_new_null());
  for (const auto& each : data_->intermediates) sk_X509_push(helpers.get(), each.get());
  for (const auto& each : sent) sk_X509_push(helpers.get(), each.get());
  const ContextRef context(X509_STORE_CTX_new());
  check(context &&
            X509_STORE_CTX_init(context.get(), data_->store.get(), leaf.get(), helpers.get()) == 1,
        "X509_STORE_CTX_init");
  set_rules(X509_STORE_CTX_get0_param(context.get()), rules, now);
  if (X509_verify_cert(context.get()) != 1) {
    const int error = X509_STORE_CTX_get_error(context.get());
    return refused(id_of(error), std::string(X509_verify_cert_error_string(error)) + " at depth " +
                                     std::to_string(X509_STORE_CTX_get_error_depth(context.get())));
  }
  auto* path = X509_STORE_CTX_get0_chain(context.get());
  if (auto fit = check_purpose(leaf.get(), rules); !fit) return std::unexpected(fit.error());
  if (auto fit = check_strength(path, rules); !fit) return std::unexpected(fit.error());
  CertificatePath out;
  for (int i = 0; i < sk_X509_num(path); ++i) out.push_back(to_der(sk_X509_value(path, i)));
  return out;
}

std::vector<AuthorityFacts> TrustAnchors::list() const {
  std::vector<AuthorityFacts> out;
  const auto add = [&](const std::vector<X509Ref>& from, bool anchor) {
    for (const auto& each : from) {
      std::array<char, 256> line{};
      X509_NAME_oneline(X509_get_subject_name(each.get()), line.data(), line.size());
      out.push_back(
          {line.data(), read_time(X509_get0_notAfter(each.get())).value_or(TimePoint{}), anchor});
    }
  };
  if (data_) add(data_->anchors, true);
  if (data_) add(data_->intermediates, false);
  return out;
}

std::vector<Bytes> TrustAnchors::authorities() const {
  std::vector<Bytes> out;
  if (!data_) return out;
  for (const auto* list : {&data_->anchors, &data_->intermediates}) {
    for (const auto& each : *list) out.push_back(to_der(each.get()));
  }
  return out;
}

}  // namespace tessera::crypto
