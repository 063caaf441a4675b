// The applicant's side, over the desk. Its verbs are in four files: applicant (begin and come
// back), applicant_form (what is stated), applicant_steps (submit, mend, withdraw),
// applicant_binding.
#pragma once

#include "enrol/desk.hpp"
#include "enrol/upload_slots.hpp"

namespace tessera::enrol {

class Applicant final : public ApplicantService {
 public:
  Applicant(const Rooms& rooms, const Ports& ports)
      : desk_(rooms, ports),
        uploads_(static_cast<std::size_t>(std::max(1, rooms.limits.evidence_at_once))) {}

  Task<Result<Started>> start(std::string notice_version, const RequestContext& context) override;
  Task<Result<Application>> open(const Uuid& application, const Secret& code,
                                 const RequestContext& context) override;
  Task<Result<Started>> resume(std::string_view code, const RequestContext& context) override;
  Task<Result<StatusView>> track(std::string_view tracking, const RequestContext& context) override;
  Task<StatusView> status(const Application& application) override;
  Task<DraftView> draft(const Application& application) override;

  Task<Result<void>> send_contact_code(const Application& application, std::string_view mail,
                                       const RequestContext& context) override;
  Task<Result<Application>> confirm_contact(const Application& application, std::string_view code,
                                            const RequestContext& context) override;
  Task<Result<Application>> save_attributes(const Application& application,
                                            std::vector<Value> values,
                                            const RequestContext& context) override;
  Task<Result<Application>> save_document(const Application& application, const Document& document,
                                          const RequestContext& context) override;
  Task<Result<std::unique_ptr<EvidenceUpload>>> begin_upload(
      const Application& application, const RequestContext& context) override;
  Task<Result<void>> remove_evidence(const Application& application, const Uuid& evidence,
                                     const RequestContext& context) override;

  Task<Result<Application>> submit(const Application& application, std::string consent_version,
                                   const RequestContext& context) override;
  Task<Result<Application>> edit_again(const Application& application,
                                       const RequestContext& context) override;
  Task<Result<Application>> withdraw(const Application& application,
                                     const RequestContext& context) override;

  Task<Result<bool>> has_password(const Application& application,
                                  const RequestContext& context) override;
  Task<Result<void>> bind_password(const Application& application, Secret password,
                                   const RequestContext& context) override;
  Task<Result<authn::TotpOffer>> offer_totp(const Application& application) override;
  Task<Result<Application>> bind_totp(const Application& application, const Secret& secret,
                                      std::string_view code,
                                      const RequestContext& context) override;

 private:
  Task<Result<Application>> supply(const Application& application, ApplicationChange change,
                                   const OpenValues& values, const Facts& facts,
                                   const RequestContext& context);
  Task<Result<Application>> finish_binding(const Application& application, const OpenValues& values,
                                           const RequestContext& context);

  Desk desk_;
  UploadSlots uploads_;
};

// May the applicant change what he stated?
[[nodiscard]] inline bool is_editable(State state) {
  return state == State::draft || state == State::awaiting_applicant;
}
[[nodiscard]] bool is_core_complete(const OpenValues& values, bool contact_verified);
[[nodiscard]] bool is_document_complete(const OpenValues& values, TimePoint now);

inline const Actor kApplicant{.who = Who::applicant};

}  // namespace tessera::enrol
