#include <algorithm>
#include <array>
#include <chrono>

#include <tessera/codec/json.hpp>
#include <tessera/enrol/mail.hpp>
#include <tessera/people/catalogue.hpp>

#include "enrol/applicant.hpp"
#include "enrol/codes.hpp"
#include "enrol/upload.hpp"

namespace tessera::enrol {
namespace {

constexpr int kMailsPerHour = 5;
constexpr int kMailsPerAddressAndDay = 30;
constexpr int kUploadsPerSixHours = 10;
constexpr hours kContactCodeLife{24};

std::unexpected<Error> too_many() {
  return std::unexpected(Error{Errc::rate_limited, "enrol.too_many", {}, {}, {}, 3600});
}

std::unexpected<Error> not_editable() {
  return fail(Errc::conflict, "enrol.not_editable");
}

// What an applicant may state of himself in the form; the document has its own page, the mail
// address its code.
constexpr std::array<std::string_view, 10> kStated{
    "name",   "given_name", "family_name", "middle_name",  "birthdate",
    "gender", "zoneinfo",   "locale",      "phone_number", "address"};

std::string day_text(TimePoint now) {
  const std::chrono::year_month_day day{std::chrono::floor<days>(now)};
  const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(static_cast<int>(day.year())) + "-" +
         two(static_cast<unsigned>(day.month())) + "-" + two(static_cast<unsigned>(day.day()));
}

}  // namespace

Task<Result<void>> Applicant::send_contact_code(const Application& application,
                                                std::string_view typed,
                                                const RequestContext& context) {
  if (!is_editable(application.state)) co_return not_editable();
  const auto mail = people::check_value(*people::Catalogue::standard().find("email"), typed);
  if (!mail) {
    auto error = mail.error();
    error.fields.push_back({"email", error.id, {}});
    co_return std::unexpected(std::move(error));
  }
  if (!co_await desk_.take_attempt("contact", to_string(application.id), kMailsPerHour, hours{1}) ||
      !co_await desk_.take_attempt("contact_address", context.address, kMailsPerAddressAndDay,
                                   hours{24}) ||
      !co_await desk_.take_attempt("contact_mail", *mail, kMailsPerHour, hours{1})) {
    co_return too_many();
  }
  const auto values = co_await desk_.open_values(application);
  if (!values) co_return not_editable();
  auto change = desk_.change_of(application);
  change.next.contact_verified = false;
  desk_.seal_value(change, values->key, {"email", *mail, std::nullopt});
  desk_.add_event(change, "application.contact_stated", kApplicant, context);
  auto saved = co_await desk_.commit(std::move(change));
  if (!saved) co_return std::unexpected(saved.error());

  const auto& rooms = desk_.rooms();
  const auto ring = rooms.keys.get();
  const auto now = desk_.now();
  const auto code = make_contact_code(rooms.random);
  ApplicationChange mailed{.next = *saved, .now = now};
  desk_.add_event(mailed, "application.contact_code_sent", kApplicant, context);
  std::vector<OutboxMessage> messages;
  messages.push_back(make_mail(*mail, "enrol_code", saved->locale, {{"code", code.reveal()}}, now,
                               *ring, rooms.random));
  co_await desk_.ports().codes.save_code(
      application.id, mac_contact_code(application.id, *mail, code.reveal(), *ring),
      now + kContactCodeLife, now, std::move(mailed.events), std::move(messages));
  co_return Result<void>{};
}

Task<Result<Application>> Applicant::confirm_contact(const Application& application,
                                                     std::string_view code,
                                                     const RequestContext& context) {
  if (!is_editable(application.state)) co_return not_editable();
  const auto now = desk_.now();
  const auto values = co_await desk_.open_values(application);
  const auto* mail = values ? values->find("email") : nullptr;
  if (mail == nullptr) co_return not_editable();
  // A code proves the address it went to, and no other that was stated meanwhile.
  const auto mac = mac_contact_code(application.id, mail->value, code, *desk_.rooms().keys.get());
  if (!co_await desk_.ports().codes.take_code(application.id, mac, now)) {
    auto change = desk_.change_of(application);
    desk_.add_event(change, "application.contact_failed", kApplicant, context);
    change.events.back().outcome = audit::Outcome::failure;
    change.events.back().reason = "wrong_code";
    co_await desk_.rooms().journal.append(std::move(change.events));
    co_return fail(Errc::invalid, "enrol.contact_code");
  }
  auto change = desk_.change_of(application);
  change.next.contact_verified = true;
  change.next.supplied = true;
  desk_.seal_value(change, values->key, {"email", mail->value, now});
  desk_.add_event(change, "application.contact_verified", kApplicant, context);
  co_return co_await desk_.commit(std::move(change));
}

Task<Result<Application>> Applicant::save_attributes(const Application& application,
                                                     std::vector<Value> stated,
                                                     const RequestContext& context) {
  if (!is_editable(application.state)) co_return not_editable();
  const auto values = co_await desk_.open_values(application);
  if (!values) co_return not_editable();
  Error refused{Errc::invalid, "enrol.attributes", {}, {}, {}, 0};
  auto change = desk_.change_of(application);
  for (const auto& each : stated) {
    const auto* spec = people::Catalogue::standard().find(each.name);
    if (spec == nullptr || std::ranges::find(kStated, each.name) == kStated.end()) {
      refused.fields.push_back({each.name, "attribute.unknown", {}});
      continue;
    }
    if (each.value.empty() && !spec->core) {
      if (values->find(each.name) != nullptr)
        desk_.seal_value(change, values->key, {each.name, "", {}});
      continue;
    }
    auto checked = people::check_value(*spec, each.value);
    // A date of birth of a person of our days; the catalogue knows the form only.
    if (checked && each.name == "birthdate" &&
        (*checked < "1890" || *checked > day_text(desk_.now()))) {
      checked = fail(Errc::invalid, "attribute.date");
    }
    if (!checked) {
      refused.fields.push_back({each.name, checked.error().id, {}});
      continue;
    }
    desk_.seal_value(change, values->key, {each.name, std::move(*checked), {}});
  }
  if (!refused.fields.empty()) co_return std::unexpected(std::move(refused));
  change.next.supplied = true;
  desk_.add_event(change, "application.attributes_stated", kApplicant, context);
  co_return co_await desk_.commit(std::move(change));
}

Task<Result<Application>> Applicant::save_document(const Application& application,
                                                   const Document& document,
                                                   const RequestContext& context) {
  if (!is_editable(application.state)) co_return not_editable();
  const auto values = co_await desk_.open_values(application);
  if (!values) co_return not_editable();
  if (auto wrong = check_document(document, values->text("birthdate"), desk_.now());
      !wrong.empty()) {
    co_return std::unexpected(Error{Errc::invalid, "enrol.document", {}, {}, std::move(wrong), 0});
  }
  auto change = desk_.change_of(application);
  change.next.supplied = true;
  for (const auto& [name, value] : std::array<std::pair<std::string_view, std::string_view>, 5>{
           {{"document_type", document.type},
            {"document_number", document.number},
            {"document_country", document.country},
            {"document_issued", document.issued},
            {"document_expires", document.expires}}}) {
    desk_.seal_value(change, values->key, {std::string(name), std::string(value), {}});
  }
  desk_.add_event(change, "application.document_stated", kApplicant, context);
  co_return co_await desk_.commit(std::move(change));
}

Task<Result<std::unique_ptr<EvidenceUpload>>> Applicant::begin_upload(
    const Application& application, const RequestContext& context) {
  if (!is_editable(application.state)) co_return not_editable();
  if (!co_await desk_.take_attempt("upload", to_string(application.id), kUploadsPerSixHours,
                                   hours{6})) {
    co_return too_many();
  }
  const auto values = co_await desk_.open_values(application);
  if (!values) co_return not_editable();
  auto slot = uploads_.take(application.id, context.address, desk_.now());
  if (!slot) co_return std::unexpected(Error{Errc::rate_limited, "evidence.busy", {}, {}, {}, 5});
  co_return co_await begin_sealed_upload(desk_, application, values->text("document_type"),
                                         std::move(*slot));
}

Task<Result<void>> Applicant::remove_evidence(const Application& application, const Uuid& evidence,
                                              const RequestContext& context) {
  if (!is_editable(application.state)) co_return not_editable();
  auto change = desk_.change_of(application);
  desk_.add_event(change, "evidence.removed", kApplicant, context);
  change.events.back().details["evidence"] = to_string(evidence);
  if (!co_await desk_.ports().evidence.remove(evidence, application.id, std::move(change.events))) {
    co_return fail(Errc::not_found, "evidence.unknown");
  }
  co_return Result<void>{};
}

}  // namespace tessera::enrol
