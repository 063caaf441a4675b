#include "endpoints/enrol/answers.hpp"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>

#include "endpoints/enrol/applicant_cookie.hpp"
#include "ui/enrol_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr const char* kConsentVersion = "2026-11";
constexpr std::array<const char*, 4> kAddressMembers{"street_address", "locality", "postal_code",
                                                     "country"};

bool is_editable(const enrol::Application& application) {
  return application.state == enrol::State::draft ||
         application.state == enrol::State::awaiting_applicant;
}

// The application if its answers can still be changed; the way to its status otherwise.
Task<OpenedApplication> open_editable(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_application(deps, request);
  if (opened.application && !is_editable(*opened.application)) {
    opened.application.reset();
    opened.refusal = http::redirect("/enrol/status");
  }
  co_return opened;
}

struct DateParts {
  std::string day, month, year;
};

DateParts split(const std::string& iso) {
  if (iso.size() != 10) return {};
  const auto plain = [](std::string part) { return part.starts_with('0') ? part.substr(1) : part; };
  return {plain(iso.substr(8, 2)), plain(iso.substr(5, 2)), iso.substr(0, 4)};
}

// "1985-03-27"; "" if nothing was entered, and what was entered if it is no date (the service says
// so).
std::string join(const codec::Form& form, const std::string& name) {
  const auto day = form.value(name + "_day");
  const auto month = form.value(name + "_month");
  const auto year = form.value(name + "_year");
  if (day.empty() && month.empty() && year.empty()) return {};
  const auto two = [](const std::string& part) { return part.size() == 1 ? "0" + part : part; };
  return year + "-" + two(month) + "-" + two(day);
}

ui::DateInput date_field(const std::string& name, const std::string& iso,
                         const std::string& hint_id, std::span<const ui::FieldMessage> errors) {
  const auto parts = split(iso);
  return {.name = name,
          .legend_id = "enrol.field." + name,
          .day = parts.day,
          .month = parts.month,
          .year = parts.year,
          .hint_id = hint_id,
          .error_id = ui::error_of(errors, name),
          .birthday = name == "birthdate"};
}

ui::EnrolFormPage contact_page(std::string mail, std::vector<ui::FieldMessage> errors = {}) {
  return {.form_id = "enrol-contact",
          .title_id = "enrol.contact.title",
          .text_ids = {"enrol.contact.text"},
          .fields = {ui::Input{.name = "email",
                               .label_id = "enrol.contact.email",
                               .value = std::move(mail),
                               .error_id = ui::error_of(errors, "email"),
                               .type = "email",
                               .autocomplete = "email"}},
          .back_path = "/enrol/status",
          .errors = errors};
}

ui::EnrolFormPage code_page(std::vector<ui::FieldMessage> errors = {}) {
  return {.form_id = "enrol-code",
          .title_id = "enrol.code.title",
          .text_ids = {"enrol.code.text"},
          .fields = {ui::Input{.name = "code",
                               .label_id = "enrol.code.code",
                               .error_id = ui::error_of(errors, "code"),
                               .autocomplete = "one-time-code",
                               .input_mode = "numeric",
                               .width = "10"}},
          .back_path = "/enrol/contact",
          .links = {{"/enrol/contact", "enrol.code.again", "code-again"}},
          .errors = errors};
}

using Lookup = std::function<std::string(const std::string&)>;

ui::EnrolFormPage details_page(const Lookup& value, std::vector<ui::FieldMessage> errors = {}) {
  const auto input = [&](const std::string& name, const std::string& autocomplete,
                         const std::string& hint = {}, const std::string& type = "text") {
    return ui::Input{.name = name,
                     .label_id = "enrol.field." + name,
                     .value = value(name),
                     .hint_id = hint,
                     .error_id = ui::error_of(errors, name),
                     .type = type,
                     .autocomplete = autocomplete};
  };
  return {
      .form_id = "enrol-details",
      .title_id = "enrol.details.title",
      .text_ids = {"enrol.details.text"},
      .fields = {input("name", "name", "enrol.field.name_hint"), input("given_name", "given-name"),
                 input("family_name", "family-name"),
                 date_field("birthdate", value("birthdate"), "enrol.field.birthdate_hint", errors),
                 input("phone_number", "tel", "enrol.field.phone_hint", "tel"),
                 input("street_address", "street-address"), input("locality", "address-level2"),
                 input("postal_code", "postal-code"), input("country", "country-name")},
      .back_path = "/enrol/contact",
      .errors = errors};
}

std::string address_of(const codec::Form& form) {
  boost::json::object address;
  for (const auto* member : kAddressMembers) {
    if (const auto text = form.value(member); !text.empty()) address[member] = text;
  }
  return address.empty() ? std::string() : boost::json::serialize(address);
}

std::string address_member(const std::string& json, const std::string& member) {
  const auto object = codec::parse_json_object(json.empty() ? "{}" : json);
  if (!object) return {};
  const auto* text = codec::find_string(*object, member);
  return text == nullptr ? std::string() : std::string(*text);
}

bool is_address_member(const std::string& name) {
  return std::ranges::find(kAddressMembers, std::string_view(name)) != kAddressMembers.end();
}

ui::EnrolFormPage document_page(const Lookup& value, std::vector<ui::FieldMessage> errors = {}) {
  ui::Choices types{.name = "document_type",
                    .legend_id = "enrol.field.document_type",
                    .items = {{.value = "", .text_id = "enrol.document.choose"}},
                    .error_id = ui::error_of(errors, "document_type")};
  for (const auto type : enrol::document_types()) {
    types.items.push_back({.value = std::string(type),
                           .text_id = "enrol.document." + std::string(type),
                           .selected = value("document_type") == type});
  }
  const auto input = [&](const std::string& name, const std::string& width,
                         const std::string& hint = {}) {
    return ui::Input{.name = name,
                     .label_id = "enrol.field." + name,
                     .value = value(name),
                     .hint_id = hint,
                     .error_id = ui::error_of(errors, name),
                     .autocomplete = "off",
                     .width = width};
  };
  return {.form_id = "enrol-document",
          .title_id = "enrol.document.title",
          .text_ids = {"enrol.document.text"},
          .fields = {ui::EnrolFormPage::Select{types}, input("document_number", "20"),
                     input("document_country", "5", "enrol.field.document_country_hint"),
                     date_field("document_issued", value("document_issued"),
                                "enrol.field.date_hint", errors),
                     date_field("document_expires", value("document_expires"),
                                "enrol.field.date_hint", errors)},
          .back_path = "/enrol/details",
          .errors = errors};
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return text;
}

ui::EnrolCheckPage check_page(const enrol::DraftView& draft) {
  ui::EnrolCheckPage page{.complete = draft.core_complete && draft.evidence_given};
  const auto add = [&](const std::string& name, const std::string& path) {
    const auto text = draft.value(name);
    page.rows.push_back({"enrol.field." + name, text, path, "change-" + name});
  };
  add("email", "/enrol/contact");
  for (const auto* name : {"name", "given_name", "family_name", "birthdate", "phone_number"})
    add(name, "/enrol/details");
  std::string address;
  for (const auto* member : kAddressMembers) {
    const auto part = address_member(draft.value("address"), member);
    if (!part.empty()) address += (address.empty() ? "" : ", ") + part;
  }
  page.rows.push_back({"enrol.field.address", address, "/enrol/details", "change-address"});
  const auto type = draft.value("document_type");
  page.rows.push_back({.key_id = "enrol.field.document_type",
                       .value = "",
                       .change_path = "/enrol/document",
                       .change_id = "change-document_type",
                       .value_id = type.empty() ? "" : "enrol.document." + type});
  for (const auto* name :
       {"document_number", "document_country", "document_issued", "document_expires"}) {
    add(name, "/enrol/document");
  }
  page.rows.push_back({"enrol.field.scans", std::to_string(draft.evidence.size()),
                       "/enrol/evidence", "change-scans"});
  return page;
}

}  // namespace

Task<http::Response> show_contact(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_editable(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto draft = co_await deps.applicants.draft(*opened.application);
  co_return deps.web.page(request, std::nullopt, contact_page(draft.value("email")));
}

Task<http::Response> send_contact(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_editable(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/enrol/contact");
  const auto mail = form->value("email");
  // The address that is proven already needs no second code.
  const auto draft = co_await deps.applicants.draft(*opened.application);
  if (opened.application->contact_verified && draft.value("email") == mail)
    co_return http::redirect("/enrol/details");
  const auto sent =
      co_await deps.applicants.send_contact_code(*opened.application, mail, request.context);
  if (sent) co_return http::redirect("/enrol/contact/code");
  if (sent.error().code != Errc::invalid)
    co_return deps.web.error_page(request, sent.error(), "/enrol/contact");
  co_return deps.web.page(request, std::nullopt,
                          contact_page(mail, messages_of(sent.error(), "email")), 400);
}

Task<http::Response> show_contact_code(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_editable(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  co_return deps.web.page(request, std::nullopt, code_page());
}

Task<http::Response> confirm_contact(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_editable(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/enrol/contact/code");
  auto code = form->value("code");
  std::erase(code, ' ');
  const auto done =
      co_await deps.applicants.confirm_contact(*opened.application, code, request.context);
  if (done) co_return http::redirect("/enrol/details");
  if (done.error().code != Errc::invalid)
    co_return deps.web.error_page(request, done.error(), "/enrol/contact/code");
  co_return deps.web.page(request, std::nullopt, code_page(messages_of(done.error(), "code")), 400);
}

Task<http::Response> show_details(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_editable(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto draft = co_await deps.applicants.draft(*opened.application);
  const auto page = details_page([&](const std::string& name) {
    return is_address_member(name) ? address_member(draft.value("address"), name)
                                   : draft.value(name);
  });
  co_return deps.web.page(request, std::nullopt, page);
}

Task<http::Response> save_details(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_editable(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/enrol/details");
  std::vector<enrol::Value> values;
  for (const auto* name : {"name", "given_name", "family_name", "phone_number"}) {
    values.push_back({name, form->value(name), {}});
  }
  values.push_back({"birthdate", join(*form, "birthdate"), {}});
  values.push_back({"address", address_of(*form), {}});
  const auto saved =
      co_await deps.applicants.save_attributes(*opened.application, values, request.context);
  if (saved) co_return http::redirect("/enrol/document");
  if (saved.error().code != Errc::invalid)
    co_return deps.web.error_page(request, saved.error(), "/enrol/details");
  auto errors = messages_of(saved.error(), "name");
  for (auto& error : errors) {
    if (error.field == "address") error.field = "street_address";
  }
  const auto page = details_page(
      [&](const std::string& name) {
        return name == "birthdate" ? join(*form, name) : form->value(name);
      },
      std::move(errors));
  co_return deps.web.page(request, std::nullopt, page, 400);
}

Task<http::Response> show_document(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_editable(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto draft = co_await deps.applicants.draft(*opened.application);
  co_return deps.web.page(request, std::nullopt, document_page([&](const std::string& name) {
                            return draft.value(name);
                          }));
}

Task<http::Response> save_document(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_editable(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/enrol/document");
  const enrol::Document document{.type = form->value("document_type"),
                                 .number = form->value("document_number"),
                                 .country = upper(form->value("document_country")),
                                 .issued = join(*form, "document_issued"),
                                 .expires = join(*form, "document_expires")};
  const auto saved =
      co_await deps.applicants.save_document(*opened.application, document, request.context);
  if (saved) co_return http::redirect("/enrol/evidence");
  if (saved.error().code != Errc::invalid)
    co_return deps.web.error_page(request, saved.error(), "/enrol/document");
  const auto page = document_page(
      [&](const std::string& name) {
        return name == "document_issued" || name == "document_expires" ? join(*form, name)
                                                                       : form->value(name);
      },
      messages_of(saved.error(), "document_type"));
  co_return deps.web.page(request, std::nullopt, page, 400);
}

Task<http::Response> show_check(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_editable(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  co_return deps.web.page(request, std::nullopt,
                          check_page(co_await deps.applicants.draft(*opened.application)));
}

Task<http::Response> submit_enrolment(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_editable(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/enrol/check");
  const bool agreed = form->value("consent") == "yes";
  Error refused{Errc::invalid, "enrol.check.consent_missing", {}, {}, {}, 0};
  if (agreed) {
    const auto sent =
        co_await deps.applicants.submit(*opened.application, kConsentVersion, request.context);
    if (sent) co_return http::redirect("/enrol/status?done=submitted");
    if (sent.error().code != Errc::invalid)
      co_return deps.web.error_page(request, sent.error(), "/enrol/check");
    refused = sent.error();
  }
  auto page = check_page(co_await deps.applicants.draft(*opened.application));
  page.errors = messages_of(refused, "consent");
  co_return deps.web.page(request, std::nullopt, page, 400);
}

}  // namespace tessera::endpoints
