#include <tessera/crypto/ocsp.hpp>

#include <algorithm>

#include "crypto/x509/objects.hpp"

namespace tessera::crypto {
namespace {

using RequestRef = std::unique_ptr<OCSP_REQUEST, FreeBy<OCSP_REQUEST_free>>;
using ResponseRef = std::unique_ptr<OCSP_RESPONSE, FreeBy<OCSP_RESPONSE_free>>;
using BasicRef = std::unique_ptr<OCSP_BASICRESP, FreeBy<OCSP_BASICRESP_free>>;
using IdRef = std::unique_ptr<OCSP_CERTID, FreeBy<OCSP_CERTID_free>>;

constexpr seconds kSkew{300};
// RFC 6960 4.2.2.1: without nextUpdate there may be news at any time.
constexpr minutes kWithoutEnd{5};

std::unexpected<Error> refused(std::string id, std::string detail = {}) {
  return fail(Errc::invalid, std::move(id), {}, std::move(detail));
}

// RFC 5019 2.1.1: every responder knows certificates by SHA-1 here; names and keys are of
// authorities that are believed, so nobody gains by a collision.
IdRef id_of(X509* certificate, X509* issuer) {
  return IdRef(OCSP_cert_to_id(algorithms().sha1, certificate, issuer));
}

// RFC 6960 4.2.2.2: the issuer itself, or whom it certified for this, directly and by the same key.
// id-pkix-ocsp-nocheck (4.2.2.2.1) has to be there: nobody is asked about the responder.
Result<void> check_responder(X509* signer, X509* issuer, TimePoint now) {
  if (X509_cmp(signer, issuer) == 0) return {};
  const auto not_before = read_time(X509_get0_notBefore(signer));
  const auto not_after = read_time(X509_get0_notAfter(signer));
  if (X509_check_issued(issuer, signer) != X509_V_OK ||
      X509_verify(signer, X509_get0_pubkey(issuer)) != 1) {
    return refused("ocsp.responder", "not certified by the issuer");
  }
  if (!is_strong_signature(X509_get0_tbs_sigalg(signer)))
    return refused("ocsp.responder", "weak certificate");
  if (!not_before || !not_after || now < *not_before || now > *not_after)
    return refused("ocsp.responder", "not in force");
  if (!names_extended_usage(signer, NID_OCSP_sign) || !allows_usage(signer, KU_DIGITAL_SIGNATURE))
    return refused("ocsp.responder", "not for this use");
  if (X509_get_ext_by_NID(signer, NID_id_pkix_OCSP_noCheck, -1) < 0)
    return refused("ocsp.responder", "may be revoked itself");
  return {};
}

Result<void> check_signature(OCSP_BASICRESP* basic, X509* issuer, TimePoint now) {
  struct FreeList {
    void operator()(STACK_OF(X509) * list) const { sk_X509_free(list); }
  };
  const std::unique_ptr<STACK_OF(X509), FreeList> known(sk_X509_new_null());
  sk_X509_push(known.get(), issuer);
  X509* signer = nullptr;
  if (OCSP_resp_get0_signer(basic, &signer, known.get()) != 1 || signer == nullptr)
    return refused("ocsp.responder", "unknown");
  if (auto fit = check_responder(signer, issuer, now); !fit) return fit;
  if (!is_strong_signature(OCSP_resp_get0_tbs_sigalg(basic)) ||
      !is_strong_key(X509_get0_pubkey(signer), {})) {
    return refused("ocsp.signature", "weak");
  }
  if (OCSP_basic_verify(basic, known.get(), nullptr, OCSP_NOVERIFY) != 1)
    return refused("ocsp.signature");
  return {};
}

Result<OcspAnswer> read_single(OCSP_SINGLERESP* single, TimePoint now) {
  ASN1_GENERALIZEDTIME *from = nullptr, *to = nullptr;
  const int status = OCSP_single_get0_status(single, nullptr, nullptr, &from, &to);
  const auto this_update = read_time(from);
  const auto next_update = to == nullptr ? std::nullopt : read_time(to);
  if (!this_update || (to != nullptr && !next_update)) return refused("ocsp.malformed", "times");
  OcspAnswer out{.this_update = *this_update,
                 .next_update = next_update.value_or(*this_update + kWithoutEnd)};
  if (out.this_update > now + kSkew || out.next_update < out.this_update)
    return refused("ocsp.time");
  if (status == V_OCSP_CERTSTATUS_GOOD) out.status = OcspStatus::good;
  if (status == V_OCSP_CERTSTATUS_REVOKED) out.status = OcspStatus::revoked;
  return out;
}

// RFC 6960 3.2: of all that is said about the certificate the worst counts.
Result<OcspAnswer> find_answer(OCSP_BASICRESP* basic, OCSP_CERTID* id, TimePoint now) {
  std::optional<OcspAnswer> out;
  for (int at = OCSP_resp_find(basic, id, -1); at >= 0; at = OCSP_resp_find(basic, id, at)) {
    auto answer = read_single(OCSP_resp_get0(basic, at), now);
    if (!answer) return answer;
    if (!out || out->status == OcspStatus::good) out = *answer;
    if (answer->status == OcspStatus::revoked) out = *answer;
  }
  if (!out) return refused("ocsp.other_certificate");
  return *out;
}

}  // namespace

Result<Bytes> make_ocsp_request(BytesView certificate_der, BytesView issuer_der, BytesView nonce) {
  const auto certificate = parse_certificate(certificate_der);
  const auto issuer = parse_certificate(issuer_der);
  if (!certificate || !issuer) return refused("ocsp.malformed");
  const RequestRef request(OCSP_REQUEST_new());
  auto id = id_of(certificate.get(), issuer.get());
  check(request && id && OCSP_request_add0_id(request.get(), id.get()) != nullptr, "OCSP request");
  static_cast<void>(id.release());
  if (!nonce.empty()) {
    Bytes copy(nonce.begin(), nonce.end());
    check(OCSP_request_add1_nonce(request.get(), copy.data(), static_cast<int>(copy.size())) == 1,
          "OCSP nonce");
  }
  unsigned char* der = nullptr;
  const int length = i2d_OCSP_REQUEST(request.get(), &der);
  check(length > 0, "i2d_OCSP_REQUEST");
  Bytes out(der, der + length);
  OPENSSL_free(der);
  return out;
}

Result<OcspAnswer> read_ocsp_response(BytesView bytes, BytesView request_der,
                                      BytesView certificate_der, BytesView issuer_der,
                                      bool nonce_required, TimePoint now) {
  const ErrorQueue errors;
  const auto certificate = parse_certificate(certificate_der);
  const auto issuer = parse_certificate(issuer_der);
  const auto* at = request_der.data();
  const RequestRef request(d2i_OCSP_REQUEST(nullptr, &at, static_cast<long>(request_der.size())));
  at = bytes.data();
  const ResponseRef response(d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(bytes.size())));
  if (!certificate || !issuer || !request || !response || at != bytes.data() + bytes.size())
    return refused("ocsp.malformed");
  if (OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL)
    return refused("ocsp.refused", std::to_string(OCSP_response_status(response.get())));
  const BasicRef basic(OCSP_response_get1_basic(response.get()));
  if (!basic) return refused("ocsp.malformed");
  if (auto fit = check_signature(basic.get(), issuer.get(), now); !fit)
    return std::unexpected(fit.error());
  // RFC 9654 2.1: 1 equal, 2 in neither, -1 in the request only
  const int nonce = OCSP_check_nonce(request.get(), basic.get());
  if (nonce != 1 && nonce != 2 && (nonce != -1 || nonce_required)) return refused("ocsp.nonce");
  const auto id = id_of(certificate.get(), issuer.get());
  return find_answer(basic.get(), id.get(), now);
}

}  // namespace tessera::crypto
