window.onload = () => SwaggerUIBundle({
  url: '/openapi.yaml',
  dom_id: '#contract',
  // The default would send the contract to a validator on the internet.
  validatorUrl: null,
  deepLinking: true,
  displayRequestDuration: true,
});
