// What an applicant does: begin, prove the contact, state attributes and evidence, consent, submit,
// watch, mend, withdraw, bind. Whoever holds the continuation code of an application is its
// applicant.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/authn/binding.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/task.hpp>
#include <tessera/enrol/application.hpp>
#include <tessera/enrol/evidence.hpp>

namespace tessera::enrol {

// An application and the code that opens it. The code is shown once and kept by the browser sealed.
struct Started {
  Application application;
  Secret continuation_code;  // "ABCD-EFGH-JKMN-PQRS", 80 random bits
};

// What the applicant sees of it.
struct StatusView {
  Application application;
  std::string view;  // text id of the state in his words
  std::vector<HistoryStep> history;
  std::optional<TimePoint> next_date;  // when the present state ends by itself
};

struct DraftView {
  Application application;
  std::vector<Value> values;
  std::vector<Evidence> evidence;
  bool core_complete = false;
  bool evidence_given = false;
  [[nodiscard]] std::string value(std::string_view name) const;
};

// A scan on its way in. Written in any pieces; nothing is kept unless finish() said yes.
class EvidenceUpload {
 public:
  virtual ~EvidenceUpload() = default;
  // Errc::too_large "evidence.too_large", Errc::unsupported "evidence.type", "evidence.polyglot".
  [[nodiscard]] virtual Task<Result<void>> write(std::string_view bytes) = 0;
  [[nodiscard]] virtual Task<Result<Evidence>> finish(const RequestContext& context) = 0;
  // Removes what was stored; a job does it for uploads that just stop.
  [[nodiscard]] virtual Task<> abandon() = 0;
};

class ApplicantService {
 public:
  virtual ~ApplicantService() = default;

  // Errc::rate_limited "enrol.too_many" (20 a day per address).
  [[nodiscard]] virtual Task<Result<Started>> start(std::string notice_version,
                                                    const RequestContext& context) = 0;
  // The application this code opens now. Errc::unauthenticated "enrol.code" otherwise.
  [[nodiscard]] virtual Task<Result<Application>> open(const Uuid& application, const Secret& code,
                                                       const RequestContext& context) = 0;
  // Redeems a continuation code typed in: the answer carries the next code. 10 tries an hour and
  // address. Errc::unauthenticated "enrol.code", Errc::rate_limited "enrol.too_many".
  [[nodiscard]] virtual Task<Result<Started>> resume(std::string_view code,
                                                     const RequestContext& context) = 0;
  // The public status: the view and nothing else. 30 tries an hour and address. Errc::not_found
  // "enrol.tracking".
  [[nodiscard]] virtual Task<Result<StatusView>> track(std::string_view tracking,
                                                       const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<StatusView> status(const Application& application) = 0;
  [[nodiscard]] virtual Task<DraftView> draft(const Application& application) = 0;

  // Mails a code of 6 digits (24 h, single use, 5 tries; 5 mails an hour). The same answer for
  // every address. Errc::invalid "attribute.email".
  [[nodiscard]] virtual Task<Result<void>> send_contact_code(const Application& application,
                                                             std::string_view mail,
                                                             const RequestContext& context) = 0;
  // Errc::invalid "enrol.contact_code".
  [[nodiscard]] virtual Task<Result<Application>> confirm_contact(
      const Application& application, std::string_view code, const RequestContext& context) = 0;
  // Core and optional attributes; an empty value removes an optional one. Errc::invalid with
  // fields.
  [[nodiscard]] virtual Task<Result<Application>> save_attributes(
      const Application& application, std::vector<Value> values, const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<Result<Application>> save_document(const Application& application,
                                                                const Document& document,
                                                                const RequestContext& context) = 0;
  // At most 4 uploads at once on this node, half of them from one address: Errc::rate_limited
  // "evidence.busy". 10 per 6 hours and application, one at a time: a second one ends the first.
  [[nodiscard]] virtual Task<Result<std::unique_ptr<EvidenceUpload>>> begin_upload(
      const Application& application, const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<Result<void>> remove_evidence(const Application& application,
                                                           const Uuid& evidence,
                                                           const RequestContext& context) = 0;

  // Records the consent and submits; also answers a request for more (supplied).
  [[nodiscard]] virtual Task<Result<Application>> submit(const Application& application,
                                                         std::string consent_version,
                                                         const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<Result<Application>> edit_again(const Application& application,
                                                             const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<Result<Application>> withdraw(const Application& application,
                                                           const RequestContext& context) = 0;

  // Binding, once approved. The person exists from then on, and is active after bind_totp.
  [[nodiscard]] virtual Task<Result<bool>> has_password(const Application& application,
                                                        const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<Result<void>> bind_password(const Application& application,
                                                         Secret password,
                                                         const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<Result<authn::TotpOffer>> offer_totp(
      const Application& application) = 0;
  [[nodiscard]] virtual Task<Result<Application>> bind_totp(const Application& application,
                                                            const Secret& secret,
                                                            std::string_view code,
                                                            const RequestContext& context) = 0;
};

}  // namespace tessera::enrol
