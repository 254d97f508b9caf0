import './app.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { firstTheme, wear } from './theme'

// Else asked for when the first line is set, and all is set twice.
for (const weight of [400, 600]) void document.fonts.load(`${weight} 1em Inter`)
wear(firstTheme())
const target = document.getElementById('app')
if (target) mount(App, { target })
